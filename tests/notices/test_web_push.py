"""Web push: sealed for the browser, signed as us, to the open network alone; beside the texts, by the same wishes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from backend.devices import browsers, devices, relatives, revoke
from notifications.channels import public_http
from notifications.channels.public_http import PublicHttp
from notifications.channels.web_push import WebPush
from notifications.outbox import Claimed, Settlement
from notifications.states import State
from schema import clock, push, vapid
from schema.db import db
from schema.settings import Settings
from schema.tables import Message, NoticeWish, PushSubscription, Relative
from tests.fake_push import VAPID_KEY, Browser, FakePush
from tests.fake_twilio import FakeTwilio
from tests.notices.planned import ANNA, ELSA, Day, person
from tests.notices.town import at

WORDS = "Det finns nytt om besöken. Öppna sidan."
Told = Callable[..., Settings]


def sent(told: Settings, browser: Browser, urgent: bool = False) -> Settlement:
    until = clock.now() + timedelta(minutes=90)
    http = PublicHttp(2.0)
    try:
        message = Claimed(7, browser.address.text, f"{WORDS}\n/mitt", until, 1, "push", "sv", urgent)
        return WebPush(told, http).send(message)
    finally:
        http.close()


def test_a_push_is_signed_sealed_and_says_nothing(fake_push: FakePush, make_settings: Told) -> None:
    told, browser = make_settings(vapid_private_key=VAPID_KEY), fake_push.browser("a")
    assert sent(told, browser, urgent=True) == Settlement(State.SENT, channel="web_push")
    (one,) = fake_push.asked
    assert browser.read(one.body) == {"title": "Provkommun", "body": WORDS, "page": "/mitt", "lang": "sv"}
    assert 5_390 <= int(one.headers["TTL"]) <= 5_400
    assert (one.headers["Urgency"], one.headers["Topic"]) == ("high", "besok")
    assert b"nytt" not in one.body
    (signed,) = fake_push.signed
    assert signed["k"] == vapid.public_text(vapid.private_key(VAPID_KEY))
    assert signed["sub"] == told.public_url
    assert 0 < signed["exp"] - clock.now().timestamp() < 86_400


@pytest.mark.parametrize(
    ("status", "more", "state", "reason"),
    [
        (404, {}, State.FAILED, "gone"), (410, {}, State.FAILED, "gone"), (413, {}, State.FAILED, "413"),
        (429, {"Retry-After": "600"}, State.QUEUED, "429"), (500, {}, State.QUEUED, "500"),
        (307, {"Location": "https://127.0.0.1:1/"}, State.FAILED, "307"),
    ],
)  # fmt: skip
def test_what_a_push_service_answers(
    fake_push: FakePush, make_settings: Told, status: int, more: dict[str, str], state: State, reason: str
) -> None:
    fake_push.answers.append((status, more))
    outcome = sent(make_settings(vapid_private_key=VAPID_KEY), fake_push.browser("a"))
    assert (outcome.state, outcome.reason, len(fake_push.asked)) == (state, reason, 1)
    if more.get("Retry-After"):
        assert outcome.retry_at is not None and outcome.retry_at >= clock.now() + timedelta(minutes=9)


def test_a_machine_that_only_we_reach_gets_nothing(
    fake_push: FakePush, make_settings: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_http, "ALSO", frozenset())
    told = make_settings(vapid_private_key=VAPID_KEY)
    outcome = sent(told, fake_push.browser("a"))
    assert (outcome.state, outcome.reason, fake_push.asked) == (State.FAILED, "bad_address", [])
    assert sent(make_settings(), fake_push.browser("a")).reason == "no_vapid_key"
    fake_push.stop()
    assert sent(told, fake_push.browser("a")).reason == "no_connection"


def test_an_address_that_no_push_service_has_is_refused() -> None:
    keys = Browser("").address
    good = "https://fcm.googleapis.com/fcm/send/abc:def"
    found = push.read(good, keys.p256dh + "=", keys.auth)
    assert found == push.PushAddress(good, keys.p256dh, keys.auth)
    assert push.PushAddress.of(found.text) == found
    wrong = (
        "", "http://push.example.se/a", "https://127.0.0.1/a", "https://[::1]/a", "https://localhost/a", "https://db/a",
        "https://10.0.0.5/a", "https://0x7f000001/a", "https://push.example.se:8443/a", "https://u:p@push.example.se/a",
        "https://push.example.se/a#b", "https://printer.local/a", "https://push.example.se/å", "https://x.se:99999/",
        f"https://push.example.se/{'a' * 1000}", "javascript:alert(1)", "https://push.example.se/a b",
    )  # fmt: skip
    assert [one for one in wrong if push.read(one, keys.p256dh, keys.auth)] == []
    assert push.read(good, keys.auth, keys.auth) is None
    assert push.read(good, "A" * 87, keys.auth) is None  # no point of the curve
    assert push.read(good, keys.p256dh, "å") is None
    public = {"8.8.8.8": True, "2001:4860:4860::8888": True, "10.1.2.3": False, "169.254.169.254": False, "::1": False,
              "::ffff:127.0.0.1": False, "fe80::1%eth0": False, "100.64.0.1": False, "224.0.0.1": False}  # fmt: skip
    assert {one: push.is_public_address(one) for one in public} == public


@pytest.fixture
def day(live: Flask, fake_twilio: FakeTwilio, fake_push: FakePush, tmp_path: Path) -> Day:
    told = live.extensions["settings"]
    live.extensions["settings"] = replace(told, vapid_private_key=VAPID_KEY)
    made = Day(tmp_path, fake_twilio)
    made.relative("elsa", ANNA)
    next(row for row in made.tables["recipients"] if row["recipient_id"] == "arne")["sms_detail"] = "none"
    made.begin()
    return made


def subscribed(browser: Browser, who: str | None = None) -> str:
    """A recipient's paired browser, or Anna's, that asked to be pushed to; its token."""
    with clock.standing_at(at(6, 40)):
        if who:
            token = devices.pair(person(who).id, "sms", None)
        else:
            token = relatives.sign_in(db.session.scalars(select(Relative.id)).all(), "sms", None)
        assert browsers.turn_on(token, browser.address)
    db.session.commit()
    return token


def test_browsers_are_told_beside_the_texts_by_the_same_wishes(day: Day, fake_push: FakePush) -> None:
    hers, his, annas = (fake_push.browser(name) for name in ("elsa", "arne", "anna"))
    subscribed(hers, "elsa"), subscribed(his, "arne"), subscribed(annas)
    assert day.tick(at(6, 45), "morning_list") == []
    assert fake_push.asked == []
    day.visit("v3").update(window_start="19:00", window_end="20:00")
    day.visit("v4")["worker_ids"] = "w2"
    day.plan(at(7, 40))
    assert [to for to, _ in day.tick(at(7, 45))] == [ELSA]
    news = {"title": "Provkommun", "body": WORDS, "lang": "sv"}
    assert fake_push.told(hers) == [{**news, "page": "/mitt"}]
    assert fake_push.told(his) == [{**news, "page": "/mitt"}]  # he wishes for no texts, and pressed the button
    assert fake_push.told(annas) == [{**news, "page": "/anhorig"}]
    kept = db.session.scalars(select(Message).where(Message.kind == "news").order_by(Message.id)).all()
    assert {(one.channel, one.state, one.level) for one in kept} == {("web_push", "sent", None)}
    urgent = [one.headers["Urgency"] for one in fake_push.asked if one.path.endswith("arne")]
    assert urgent == ["high"]  # his visit begins within two hours
    db.session.add(NoticeWish(recipient_id=person("elsa").id, notices="none", evening_before=False,
                              recorded_at=at(7, 50)))  # fmt: skip
    day.visit("v3").update(window_start="20:00", window_end="21:00")
    day.plan(at(8))
    assert day.tick(at(8, 5)) == []
    assert [one.path for one in fake_push.asked[3:]] == ["/push/anna"]


def test_an_ended_browser_is_pushed_to_no_more(day: Day, fake_push: FakePush) -> None:
    hers, his = fake_push.browser("elsa"), fake_push.browser("arne")
    subscribed(hers, "elsa"), subscribed(his, "arne")
    fake_push.answers.append((410, {}))
    day.visit("v3").update(window_start="19:00", window_end="20:00")
    day.plan(at(10))
    day.tick(at(10, 5))
    assert [one.status for one in fake_push.asked] == [410]
    jobs.once("devices", at(10, 6))
    row = db.session.scalars(select(PushSubscription).where(PushSubscription.endpoint_hash == hers.address.hash)).one()
    assert (row.ended_why, row.ended_at) == ("gone", at(10, 6))
    day.visit("v3")["cancelled"] = day.visit("v4")["cancelled"] = "yes"
    day.plan(at(10, 10))
    with clock.standing_at(at(10, 11)):
        device_id = db.session.scalars(
            select(PushSubscription.device_id).where(PushSubscription.endpoint_hash == his.address.hash)
        ).one()
        assert revoke.one(device_id, "by_owner")
    day.tick(at(10, 15))
    assert len(fake_push.asked) == 1
    jobs.once("devices", at(10, 16))
    assert set(db.session.scalars(select(PushSubscription.ended_why))) == {"gone", "device_ended"}


def test_what_waits_for_a_browser_that_was_closed_meanwhile_is_not_sent(day: Day, fake_push: FakePush) -> None:
    his = fake_push.browser("arne")
    token = subscribed(his, "arne")
    fake_push.answers.append((503, {}))
    day.visit("v4")["cancelled"] = "yes"
    day.plan(at(7))
    day.tick(at(7, 5))
    with clock.standing_at(at(7, 6)):
        assert browsers.is_on(token) and browsers.turn_off(token) and not browsers.is_on(token)
    db.session.commit()
    day.tick(at(7, 10), "deliver")
    waited = db.session.scalars(select(Message).where(Message.kind == "news")).one()
    assert (waited.state, waited.reason, len(fake_push.asked)) == ("suppressed", "not_wanted", 1)
