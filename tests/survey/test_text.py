"""The question by a text: to some who have no device of their own, answered by a figure that is kept nowhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.devices import devices
from backend.survey import drawing
from backend.telling import asking
from backend.telling.replies import face_of
from schema import clock
from schema.db import db
from schema.reach import hashed_number
from schema.tables import CameAnswer, InboundText, Message, OwnChoice, SurveyAsk, SurveyCount, UnitNotice, Visit
from tests.fake_twilio.callbacks import text
from tests.notices.conftest import day, fake_twilio
from tests.notices.planned import ELSA, Day, person
from tests.notices.town import at
from tests.packages import DAY, small_package
from tests.people import Client
from tests.requests.conftest import live

WEEK = timedelta(days=7)


def her_day(recipient_id: int, number: str) -> date:
    """A day on which chance asks somebody by a text."""
    for weeks in range(100):
        monday = drawing.week_of(DAY) + WEEK * weeks
        found = drawing.first_day(recipient_id, monday)
        if drawing.by_text(recipient_id, monday) and not asking.drawn(hashed_number(number) or "", found):
            return found
    raise AssertionError("chance forgets her")


@pytest.fixture
def asked(day: Day) -> tuple[Day, date]:
    """Elsa's visit at eight is done, on a day on which she is asked."""
    day.plan(at(15, day=DAY - timedelta(1)))
    on = her_day(person("elsa").id, ELSA)
    again = small_package(on)
    for row in again["visits"]:
        row["visit_id"] = f"n{row['visit_id']}"
    day.tables["visits"] = again["visits"]
    day.plan(at(5, day=on))
    day.tap("check_in", "nv1", at(8, 5, on))
    day.tap("check_out", "nv1", at(8, 35, on))
    return day, on


def test_she_is_asked_and_her_figure_is_only_counted(asked: tuple[Day, date], live: Flask) -> None:
    day, on = asked
    assert day.tick(at(8, 40, on), "surveys") == []
    ((to, said),) = day.tick(at(9, 0, on), "surveys")
    assert to == ELSA and "Hur var besöket kl 8-9? Svara 3 för bra" in said
    assert "Leila" not in said and "Elsa" not in said and "Dusch" not in said
    assert day.tick(at(9, 5, on), "surveys") == []
    with clock.standing_at(at(9, 10, on)):
        for body in ("Bra, tack!", "3.", "1", "2"):
            assert "Tack för svaret" in text(Client(live), ELSA, body)
        assert "vi läser det du skrev" in text(Client(live), ELSA, "Dåligt"), "it may be about anything by now"
        assert text(Client(live), ELSA, "3 bra") == "", "who writes on is not answered each time"
        text(Client(live), ELSA, "JA")
    counts = {row.face: (row.answers, row.way) for row in db.session.scalars(select(SurveyCount))}
    assert counts == {3: (1, "own"), 2: (0, "own"), 1: (0, "own")}, "the first word counts"
    kept = db.session.scalars(select(InboundText).order_by(InboundText.id)).all()
    assert [one.body for one in kept] == ["", "", "", "", "Dåligt", "3 bra", "JA"]
    assert {one.meaning for one in kept[:4]} == {"rated"} and {one.meaning for one in kept[4:6]} == {"other"}
    assert {(one.number, one.number_hash, one.recipient_id, one.unit_id) for one in kept[:4]} == {("", "", None, None)}
    assert db.session.scalars(select(SurveyAsk)).one().closed
    assert db.session.scalars(select(CameAnswer)).all() == [], "a yes to another question is none to this"
    with clock.standing_at(at(9, 10, on) + WEEK):
        assert "vi läser det du skrev" in text(Client(live), ELSA, "3"), "where nothing was asked it is for the unit"


@pytest.mark.parametrize(
    ("body", "face"),
    [("3", 3), (" 3! ", 3), ("3 bra", 3), ("Det var mycket bra, tack", 3), ("varken bra eller dåligt", 2), ("2.", 2),
     ("Huono", 1), ("1 bad", 1), ("jättebra", 3), ("neither", 2)],
)  # fmt: skip
def test_a_figure_or_its_word_is_an_answer(body: str, face: int) -> None:
    assert face_of(body) == face


@pytest.mark.parametrize(
    "body", ["2 kom för sent", "3 dåligt", "inte bra", "bra men hon slog mig", "4", "tack", "", "33", "1 2", "ja" * 99]
)
def test_what_says_more_is_read_by_the_unit(body: str) -> None:
    assert face_of(body) is None


@pytest.mark.parametrize("why", ["paired", "shadow", "no changes", "asked before", "quiet"])
def test_who_is_not_asked_by_a_text(asked: tuple[Day, date], why: str) -> None:
    day, on = asked
    visit = db.session.scalars(select(Visit).where(Visit.outside_id == "nv1")).one()
    if why == "paired":
        devices.pair(visit.recipient_id, "sms", None)
    elif why == "shadow":
        db.session.add(UnitNotice(unit_id=visit.unit_id, mode="shadow", recorded_at=clock.now()))
    elif why == "no changes":
        person("elsa").sms_detail = "none"
    elif why == "quiet":
        db.session.add(OwnChoice(recipient_id=visit.recipient_id, what="quiet", value="08:00-20:00", how="own",
                                 recorded_at=clock.now()))  # fmt: skip
    else:
        db.session.add(SurveyAsk(recipient_id=visit.recipient_id, unit_id=visit.unit_id, closed=False,
                                 asked_on=on - timedelta(days=6)))  # fmt: skip
    assert day.tick(at(9, 0, on), "surveys") == []
    held = db.session.scalars(select(Message.reason).where(Message.kind == "survey")).all()
    assert held == (["shadow"] if why == "shadow" else [])
    assert len(db.session.scalars(select(SurveyAsk)).all()) == (why == "asked before")


__all__ = ["day", "fake_twilio", "live"]
