"""Codes on their way: before everything else, by the right channel, never kept, never seen where they really leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from notifications import drafts, letters, outbox
from notifications.channels import carriers
from notifications.drafts import Draft
from notifications.events import Way
from notifications.sms_text import measure
from notifications.texts import LANGUAGES
from schema import clock
from schema.db import db
from schema.tables import Message
from tests.fake_twilio import FakeTwilio, Fault
from tests.letterbox import Letterbox
from tests.notices.conftest import letterbox
from tests.notices.town import CONSENTS, Town, at, number
from tests.people import Staff

Box = Callable[..., tuple[Letterbox, str]]


def told(app: Flask, **fields: Any) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], **fields)


def send(app: Flask, way: str = "sms", to: str = number(5), code: str = "407215", **more: Any) -> None:
    letters.send_code(app.extensions["settings"], way=way, to=to, code=code, language="sv", **more)
    db.session.commit()


def rows() -> list[tuple[str, str, str | None, str | None]]:
    db.session.expire_all()
    found = db.session.scalars(select(Message).order_by(Message.id))
    return [(message.channel, message.state, message.reason, message.body) for message in found]


def test_a_code_goes_before_a_thousand_morning_lists(live: Flask, fake_twilio: FakeTwilio) -> None:
    town = Town()
    with clock.standing_at(at(6, 30)):
        drafts.write(
            Draft(
                f"k{place}", "letter" if place == 50 else "morning", town.north.id, number(6), "h", "sv", "Hej", at(12)
            )
            for place in range(100)
        )
    with clock.standing_at(at(6, 31)):
        send(live)
        claimed = outbox.claim(8)
        db.session.rollback()
    assert claimed[0].number == number(5)
    assert {message.number for message in claimed[1:]} == {number(6)}
    assert len(claimed) == 8


def test_each_way_has_its_channel(live: Flask, fake_twilio: FakeTwilio, letterbox: Box) -> None:
    box, url = letterbox()
    told(live, smtp_url=url)
    send(live)
    send(live, "call")
    send(live, "email", "anna@example.se")
    jobs.once("deliver", None)
    assert rows() == [
        ("twilio_sms", "sent", None, None), ("twilio_voice", "sent", None, "407215"), ("smtp", "sent", None, None),
    ]  # fmt: skip
    assert fake_twilio.to(number(5)) == [
        "Provkommun: Din kod är 407215. Den gäller i 10 minuter. Lämna den inte till någon."
    ]
    assert len(fake_twilio.calls.all()) == 1
    assert box.letters[0]["Subject"] == "Din kod från Provkommun"
    assert "407215" in box.letters[0].get_content()
    assert "407215" not in str(box.letters[0]["Subject"]), "a subject lights up on a locked screen"


def test_only_what_is_on_the_allowlist_is_called_or_written_to(live: Flask, fake_twilio: FakeTwilio) -> None:
    told(live, sms_mode="allowlist", sms_allowlist=frozenset({number(5)}))
    for place in (5, 6):
        send(live, "call", number(place))
        send(live, "sms", number(place))
    jobs.once("deliver", None)
    assert [call["to"] for call in fake_twilio.calls.all()] == [number(5)]
    assert [message["to"] for message in fake_twilio.accepted] == [number(5)]
    assert [row[1:3] for row in rows()[2:]] == [("suppressed", "not_on_allowlist")] * 2
    assert [row[3] for row in rows()[2:]] == [None, None]


def test_without_a_mail_server_a_letter_stays_here(live: Flask) -> None:
    send(live, "email", "anna@example.se")
    jobs.once("deliver", None)
    assert rows() == [("smtp", "suppressed", "no_smtp_url", None)]


@pytest.mark.settings(smtp_url="smtp://127.0.0.1:1?from=h@example.se")
def test_in_console_mode_a_code_can_be_read_on_the_outbox_page_until_it_expires(app: Flask, staff: Staff) -> None:
    for way, to in (("sms", number(5)), ("call", number(5)), ("email", "anna@example.se")):
        send(app, way, to)
    jobs.once("deliver", None)
    page = staff("admin").get("/admin/utkorg").text
    assert page.count("407215") == 3
    assert "a•••@example.se" in page
    assert "anna@example.se" not in page
    assert {row[:2] for row in rows()} == {("console", "sent")}
    jobs.once("deliver", clock.now() + timedelta(minutes=10))
    assert {row[3] for row in rows()} == {None}


@pytest.mark.parametrize("mode", ["live", "allowlist"])
def test_the_outbox_page_never_shows_a_code_that_really_leaves(
    live: Flask, fake_twilio: FakeTwilio, any_client: Any, staff: Staff, mode: str
) -> None:
    told(live, sms_mode=mode, sms_allowlist=frozenset({number(5)}))
    admin = staff("admin")
    send(live)
    send(live, "call")
    assert "407215" not in admin.get("/admin/utkorg").text, "while it waits"
    jobs.once("deliver", None)
    assert "407215" not in admin.get("/admin/utkorg").text
    told(live, sms_mode="console")
    assert "Din kod" not in admin.get("/admin/utkorg").text


def test_a_code_that_nobody_could_be_given_is_not_kept(live: Flask, fake_twilio: FakeTwilio) -> None:
    fake_twilio.faults.append(Fault(code=21211))
    send(live)
    send(live, expires_at=clock.now() + timedelta(seconds=1))
    later = clock.now() + timedelta(seconds=2)
    jobs.once("deliver", later)
    assert rows() == [("twilio_sms", "failed", "21211", None), ("sms", "expired", "too_late", None)]


def test_a_code_in_doubt_is_not_taken_for_another_message(
    live: Flask, fake_twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carriers, "TIMEOUT_SECONDS", 0.4)
    send(live)
    jobs.once("deliver", None)
    fake_twilio.faults.append(Fault(code=20500))
    send(live, code="999999")
    jobs.once("deliver", None)
    assert [row[1] for row in rows()] == ["sent", "unknown"]
    jobs.once("sweep", clock.now() + timedelta(minutes=2))
    assert [row[1] for row in rows()] == ["sent", "unknown"], "the first one's sid is taken"
    jobs.once("sweep", clock.now() + timedelta(minutes=6))
    jobs.once("deliver", clock.now() + timedelta(minutes=6))
    assert [row[1] for row in rows()] == ["sent", "sent"]
    assert len(fake_twilio.to(number(5))) == 2


def test_a_letter_in_doubt_is_sent_again(live: Flask, letterbox: Box) -> None:
    box, url = letterbox()
    told(live, smtp_url=url)
    now = clock.now()
    with clock.standing_at(now):
        letters.write_letter(live.extensions["settings"], "a@example.se", "password_changed", "fi", {})
        db.session.commit()
        outbox.claim(1)  # and then the process dies
        db.session.commit()
    jobs.once("sweep", now + timedelta(minutes=12))
    jobs.once("sweep", now + timedelta(minutes=14))
    jobs.once("deliver", now + timedelta(minutes=14))
    assert rows() == [("smtp", "sent", None, None)]
    assert box.letters[0]["Content-Language"] == "fi"


def test_what_is_for_somebody_who_may_not_get_it_any_more_is_dropped(live: Flask, fake_twilio: FakeTwilio) -> None:
    town = Town()
    today = clock.today()
    elsa = town.recipient("Elsa", number(5), "none")
    gone = town.recipient("Borta", number(6), ended_on=today - timedelta(1))
    hidden = town.recipient("Hemlig", number(7), protected=True)
    kin = [
        town.relative(elsa, number(11), **CONSENTS),
        town.relative(elsa, number(12)),
        town.relative(elsa, number(13), **{**CONSENTS, "consent_until": today - timedelta(1)}),
        town.relative(elsa, number(14), **{**CONSENTS, "secrecy_consent_on": date(2027, 1, 1)}),
        town.relative(elsa, number(15), **{**CONSENTS, "consent_basis": None}),
        town.relative(gone, number(16), **CONSENTS),
    ]
    for person in (elsa, gone, hidden):
        send(live, to=str(person.phone), recipient_id=person.id)
    for relative in kin:
        send(live, to=str(relative.phone), relative_id=relative.id)
    send(live, to=number(20))
    jobs.once("deliver", None)
    assert sorted(message["to"] for message in fake_twilio.accepted) == [number(5), number(11), number(20)]
    assert {row[1:] for row in rows() if row[1] != "sent"} == {("suppressed", "not_wanted", None)}


def test_the_ways_of_an_installation(make_settings: Callable[..., Any]) -> None:
    assert letters.ways(make_settings()) == frozenset(Way) - {Way.PUSH}
    live = {"sms_mode": "live", "twilio_account_sid": "AC", "twilio_auth_token": "x"}
    assert letters.ways(make_settings(**live, twilio_from="+4670")) == {Way.SMS, Way.CALL}
    assert letters.ways(make_settings(**live, twilio_from="Kommunen", smtp_url="smtp://x?from=y")) == {
        Way.SMS, Way.EMAIL,
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("municipality", ["Provkommun", "Upplands Väsby kommun"])
def test_a_code_fits_one_text_and_every_letter_has_its_words(app: Flask, language: str, municipality: str) -> None:
    told(app, municipality=municipality)
    letters.send_code(app.extensions["settings"], way="sms", to=number(5), code="407215", language=language)
    for key in ("reset", "password_changed", "second_factor_changed", "device_paired"):
        values = {"link": "https://x.se/y", "minutes": 30}
        letters.write_letter(app.extensions["settings"], "a@b.se", key, language, values)
    letters.write_letter(app.extensions["settings"], number(5), "device_paired", language, {}, way="sms")
    bodies = [str(message.body) for message in db.session.scalars(select(Message).order_by(Message.id))]
    assert [(measure(body).encoding, measure(body).segments) for body in (bodies[0], bodies[-1])] == [("GSM-7", 1)] * 2
    assert all("\n\n" in body for body in bodies[1:-1])
    with pytest.raises(KeyError):
        letters.write_letter(app.extensions["settings"], "a@b.se", "no_such", language, {})


__all__ = ["letterbox"]
