"""Her own choices: at once, undone by choosing anew, on record, hers alone, and standing against every import."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from backend.access.unit_of_work import committed
from backend.cards.issue import card_for
from backend.intake import plans
from backend.planning.importing import ImportOrder
from backend.planning.withdrawn import Withdrawals
from backend.telling import replies
from schema import clock
from schema.db import db
from schema.tables import Consent, Home, Message, NoticeWish, OwnChoice, Recipient, Trail, Withdrawal
from tests.card.conftest import look, words
from tests.card.world import DAY, at
from tests.packages import small_package, write_package
from tests.pairing.conftest import Homes, enter, pair
from tests.people import Client

WISH = {"notices": "none", "day": "before", "list_at": "08:00", "way": "sms"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


def _own(app: Flask, homes: Homes) -> Client:
    homes.visit("v1", at(12), at(12, 30))
    client = Client(app)
    pair(client, homes.token())
    client.person = homes.person
    return client


@pytest.fixture
def own(app: Flask, homes: Homes) -> Client:
    """Elsa's own device."""
    return _own(app, homes)


@pytest.fixture
def any_own(any_app: Flask, any_homes: Homes) -> Client:
    """On each database."""
    return _own(any_app, any_homes)


def choose(own: Client, what: str, **fields: str):
    """Send one choice as its form does."""
    return own.submit(f"/mitt/val/{own.person.id}/{what}", fields, page="/mitt/val")


def undo(own: Client, what: str):
    """Press the button that stands beside what was just saved."""
    page = own.get(f"/mitt/val?sparat={what}").text
    (before,) = re.findall(r'name="before" value="([^"]*)"', page)
    return choose(own, what, before=before)


def test_each_choice_holds_at_once_and_can_be_undone(any_own: Client) -> None:
    own = any_own
    person, version = own.person, db.session.scalar(select(Home.version))
    token = own.get("/mitt/val")
    assert "Inga sms" in words(token) and "Bara tider" in words(token)
    for what, fields in (
        ("sms_detail", {"value": "names"}), ("card_detail", {"value": "services"}), ("language", {"value": "fi"}),
        ("quiet", {"value": "hours", "begins": "21:00", "ends": "08:00"}), ("survey", {"value": "off"}),
        ("notices", WISH),
    ):  # fmt: skip
        answer = choose(own, what, **fields)
        assert answer.status_code == 303 and answer.location.endswith(f"#{what}-{person.id}"), what
    assert (person.sms_detail, person.card_detail, person.card_consent_on, person.language) == (
        "names", "services", DAY, "fi",
    )  # fmt: skip
    assert db.session.scalar(select(Home.version)) == version + 3, "texts, card and language: the card reads otherwise"
    page = words(own.get("/mitt/val?lang=sv"))
    assert "Tyst från klockan 21 till 8" in page and "Ditt eget val, tisdag 24 november." in page
    given = db.session.scalars(select(Consent).order_by(Consent.id)).all()
    assert [(one.what, one.level, one.how, one.basis, bool(one.device_id)) for one in given] == [
        ("sms_detail", "names", "own", "self", True), ("card_detail", "services", "own", "self", True),
    ]  # fmt: skip
    wish = db.session.scalars(select(NoticeWish)).one()
    assert (wish.notices, wish.evening_before, wish.way, wish.how, bool(wish.device_id)) == (
        "none", True, "sms", "own", True,
    )  # fmt: skip
    assert undo(own, "notices").status_code == 303
    assert db.session.scalars(select(NoticeWish.notices).order_by(NoticeWish.id)).all() == ["none", "changes"]
    assert 'name="before"' not in own.get("/mitt/val?sparat=notices").text, "what is undone is not undone again"
    reasons = set(db.session.scalars(select(Trail.reason).where(Trail.action == "change")))
    assert {f"own_choice:{what}" for what in ("sms_detail", "card_detail", "language", "quiet", "survey")} <= reasons


def test_a_level_is_lowered_and_taken_back_and_nothing_waits_at_the_old_one(own: Client) -> None:
    person = own.person
    choose(own, "sms_detail", value="services")
    with committed():
        db.session.add(
            Message(
                kind="morning", channel="sms", number=person.phone, number_hash=person.phone_hash, language="sv",
                body="x", state="queued", created_at=clock.now(), wanted_at=clock.now(), due_at=clock.now(),
                expires_at=clock.now() + timedelta(hours=1), attempts=0, urgent=False, level="services",
            )
        )  # fmt: skip
    choose(own, "sms_detail", value="times")
    assert db.session.scalars(select(Message.state).where(Message.kind == "morning")).one() == "suppressed"
    choose(own, "sms_detail", value="none")
    db.session.refresh(person)
    assert person.sms_detail == "none"
    assert [(one.what, bool(one.device_id), one.how) for one in db.session.scalars(select(Withdrawal))] == [
        ("sms_detail", True, None)
    ]
    assert undo(own, "sms_detail").status_code == 303
    db.session.refresh(person)
    assert person.sms_detail == "times"


def test_a_form_sent_twice_is_one_choice_and_what_is_no_choice_is_refused(own: Client) -> None:
    for _ in range(3):
        assert choose(own, "survey", value="off").status_code == 303
    assert db.session.scalars(select(OwnChoice.value)).all() == ["off"]
    for what, fields in (
        ("survey", {"value": "x" * 10_000}), ("language", {"value": "<script>"}),
        ("quiet", {"value": "hours", "begins": "09:00", "ends": "08:00"}), ("card_detail", {"value": "none"}),
        ("quiet", {"value": "hours"}), ("notices", {**WISH, "list_at": "25:00"}), ("sms_detail", {}),
        ("notices", {**WISH, "way": "email"}), ("sms_detail", {"before": "🙂"}),
    ):  # fmt: skip
        answer = choose(own, what, **fields)
        assert answer.status_code == 422 and "spara igen" in words(answer), (what, fields)
    assert choose(own, "name", value="x").status_code == 403
    assert len(db.session.scalars(select(OwnChoice)).all()) == 1


def test_who_stopped_the_texts_by_a_text_is_told_how_to_start_again(own: Client) -> None:
    own.person.sms_detail = "names"
    replies.take(own.person.phone, replies.Answer.STOP)
    page = words(own.get("/mitt/val"))
    assert "Skicka ordet START" in page and "Valt med ett sms, tisdag 24 november." in page
    replies.take(own.person.phone, replies.Answer.START)
    assert "Skicka ordet START" not in words(own.get("/mitt/val"))


def test_nobody_elses_choice_can_be_made(own: Client, homes: Homes, app: Flask) -> None:
    other = homes.new_person("signe", homes.new_home("h2"), name="Signe")
    db.session.commit()
    for recipient_id in (other.id, 10**15):
        answer = own.submit(f"/mitt/val/{recipient_id}/sms_detail", {"value": "services"}, page="/mitt/val")
        assert answer.status_code == 403
        assert words(answer) == words(Client(app).get("/mitt/val")), "as if she did not exist"
    db.session.refresh(other)
    assert other.sms_detail == "none"
    token = own.csrf_token("/mitt/val")
    own.person.protected = True
    answer = own.post(f"/mitt/val/{own.person.id}/sms_detail", data={"csrf_token": token, "value": "names"})
    assert answer.status_code == 403


def test_the_language_reaches_card_and_page(own: Client, homes: Homes) -> None:
    card = homes.token()
    before = look(card).headers["ETag"]
    choose(own, "language", value="en")
    assert "Next visit" in words(look(card)) and look(card).headers["ETag"] != before
    assert "Your choices" in own.get("/mitt/val").text


def _import(folder, **change: str) -> None:
    tables = small_package()
    tables["recipients"][0].update(change)
    path = write_package(folder, **tables)
    with committed():
        assert not plans.import_plan(path, ImportOrder(source="plan")).report["errors"]
    db.session.expire_all()


def test_choices_stand_against_imports_until_a_later_consent(any_app: Flask, tmp_path) -> None:
    _import(tmp_path / "1", sms_detail="services", card_detail="names", card_consent_on="2026-01-01", language="sv")
    elsa = db.session.scalars(select(Recipient).where(Recipient.outside_id == "elsa")).one()
    card = card_for(elsa.home_id)
    elsa.phone_verified_at = clock.now() - timedelta(days=3)
    db.session.commit()
    client = Client(any_app)
    pair(client, card)
    client.person = elsa
    for what, value in (("sms_detail", "times"), ("card_detail", "services"), ("language", "fi")):
        assert choose(client, what, value=value).status_code == 303
    _import(tmp_path / "2", sms_detail="services", card_detail="times", card_consent_on="2026-11-24", language="en")
    assert (elsa.sms_detail, elsa.card_detail, elsa.language) == ("times", "services", "fi")
    choose(client, "sms_detail", value="none")
    _import(tmp_path / "3", sms_detail="names", card_detail="names", card_consent_on="2026-11-25", language="sv")
    assert (elsa.sms_detail, elsa.card_detail, elsa.language) == ("none", "names", "fi"), "the card's consent is later"


def test_a_relatives_language_is_her_own_and_stands(homes, app: Flask) -> None:
    kin, client = homes.relative(), Client(app)
    homes.token()
    enter(client)
    for language, status in (("fi", 303), ("fi", 303), ("xx", 422)):
        answer = client.submit("/anhorig/besked/sprak", {"language": language}, page="/anhorig/besked")
        assert answer.status_code == status
    rows = db.session.scalars(select(OwnChoice)).all()
    assert [(one.relative_id, one.value, one.how, bool(one.device_id)) for one in rows] == [(kin.id, "fi", "own", True)]
    current = {"language": "sv", "secrecy_consent_on": DAY, "data_consent_on": DAY, "notices": "none"}
    Withdrawals.load().apply("relatives", kin.id, current)
    assert (kin.language, current["language"]) == ("fi", "fi")
    assert 'lang="fi"' in client.get("/anhorig/besked").text
