"""The demonstration: every kind of gap, each particular person, a day that goes on, and no way into a real database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from backend.gaps.kinds import KINDS
from clients.cli.demo import guide, laying, playing
from clients.cli.demo.signins import PASSWORD, SIGN_INS
from schema import clock
from schema.db import db
from schema.tables import Event, Gap, Message, Recipient, Task, Visit
from tests.laid import once
from tests.people import Client, sign_in

NOON = datetime(2026, 11, 24, 12, 10, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 23, 50, tzinfo=UTC)


@pytest.fixture
def laid(app: Flask, session_folder: Path) -> Flask:
    """The demonstration at noon, laid once a session and copied for each test."""
    with clock.standing_at(NOON):
        once(app, session_folder / "demonstration.db", lambda: laying.load(NOON))
    return app


def test_it_shows_every_kind_of_gap(laid: Flask) -> None:
    found = set(db.session.scalars(select(Gap.kind).where(Gap.resolved_at.is_(None)).distinct()))
    assert found == set(KINDS)


def test_its_people_are_those_that_the_rules_are_about(laid: Flask) -> None:
    people = list(db.session.scalars(select(Recipient).order_by(Recipient.id)))
    assert len(people) == 80
    assert [one.outside_id for one in people if one.protected] == ["b10"]
    assert [one.outside_id for one in people if one.ended_on] == ["b80"]
    assert [one.outside_id for one in people if one.language == "fi"] == ["b5"]
    assert people[0].home_id == people[1].home_id
    assert len({one.home_id for one in people}) == 79


def test_the_day_goes_on(laid: Flask) -> None:
    def known() -> tuple[int, int]:
        done = select(func.count(Visit.id)).where(Visit.status == "done", Visit.date == clock.local_date(NOON))
        return db.session.scalar(select(func.count(Event.id))) or 0, db.session.scalar(done) or 0

    events, done = known()
    for minutes in range(5, 65, 5):
        with clock.standing_at(NOON + timedelta(minutes=minutes)):
            playing.catch_up(clock.now())
            playing.catch_up(clock.now())
    assert known()[0] > events + 20
    assert known()[1] > done + 10


def test_a_night_is_a_day_too(app: Flask) -> None:
    with clock.standing_at(NIGHT):
        laying.load(NIGHT)
    begun = db.session.scalar(select(func.count(Visit.id)).where(Visit.status == "in_progress"))
    assert begun and begun >= 3


def test_who_is_named_may_sign_in_and_sees_a_face(laid: Flask) -> None:
    with clock.standing_at(NOON):
        for one in SIGN_INS:
            browser = Client(laid)
            sign_in(browser, one.email, PASSWORD)
            assert browser.get(one.address).status_code == 200, one.role


def test_the_front_page_says_what_it_is_and_how_to_try_it(laid: Flask) -> None:
    page = Client(laid).get("/").text
    assert "demonstration med påhittade människor" in page
    assert PASSWORD in page
    assert all(one.email in page and one.address in page for one in SIGN_INS)


def test_the_cards_that_are_named_show_a_day(laid: Flask) -> None:
    told = guide.guide()
    assert told is not None
    with clock.standing_at(NOON):
        pages = [Client(laid).get(card.address) for card in told.cards]
    assert [page.status_code for page in pages] == [200] * 4
    assert "Detta är en demonstration" in pages[0].text
    assert "Ali" in pages[0].text


def test_it_is_laid_once(laid: Flask) -> None:
    before = db.session.scalar(select(func.count(Visit.id)))
    assert laid.test_cli_runner().invoke(args=["demo", "load"]).exit_code == 0
    assert db.session.scalar(select(func.count(Visit.id))) == before


def test_a_database_in_use_is_refused(app: Flask, run_cli: Callable[..., Result]) -> None:
    made = run_cli(
        "user", "create", "a@provkommun.example", "--name", "A", "--role", "head", "--password", "lika-lang-som-bred"
    )
    assert made.exit_code == 0, made.stderr
    refused = run_cli("demo", "load")
    assert refused.exit_code == 1
    assert "in use" in refused.stderr
    assert guide.guide() is None
    assert "provkommun-visar" not in Client(app).get("/").text


def test_the_morning_has_told_its_recipients_and_asks_about_the_shared_number(laid: Flask) -> None:
    told = list(db.session.scalars(select(Message).order_by(Message.id)))
    assert len(told) > 30
    assert {message.channel for message in told} == {"console"}
    assert {message.language for message in told} == {"sv", "fi"}
    assert [task.kind for task in db.session.scalars(select(Task))] == ["shared_number"]
