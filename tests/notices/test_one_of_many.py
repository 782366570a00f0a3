"""What cannot be told of one person stops nobody else's: it is put aside, and the log says where without her name."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import select

from backend import jobs
from backend.telling import facts
from notifications import compose
from schema.db import db
from schema.tables import Announcement
from tests.notices.planned import ARNE, ELSA, SIGNE, Day, person
from tests.notices.town import at


def breaks(window: object) -> None:
    raise ZeroDivisionError("Elsa Berg +46701740605")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be composed of Elsa's evening visit."""
    right = facts.Windows.made

    def made(self: facts.Windows, begins: object, *more: object) -> compose.WindowFact:
        window = right(self, begins, *more)  # type: ignore[arg-type]
        return breaks(window) if window.begins.hour in (18, 19) else window  # type: ignore[return-value]

    monkeypatch.setattr(facts.Windows, "made", made)


def test_others_get_their_list(day: Day, broken: None, caplog: pytest.LogCaptureFixture) -> None:
    day.plan(at(5))
    with caplog.at_level(logging.ERROR):
        told = [to for to, _ in day.tick(at(6, 30), "morning_list")]
    assert told == [ARNE, SIGNE]
    assert "ZeroDivisionError at" in caplog.text
    assert "Elsa" not in caplog.text and ELSA not in caplog.text


def test_others_hear_of_changes_and_it_is_not_tried_for_ever(day: Day, broken: None) -> None:
    day.plan(at(5))
    day.tick(at(6, 30), "morning_list")
    day.visit("v3").update(window_start="19:00", window_end="20:00")
    day.visit("v4").update(window_start="11:00", window_end="12:00")
    day.plan(at(7))
    assert [to for to, _ in day.tick(at(7, 5))] == [ARNE]
    outcomes = dict(db.session.execute(select(Announcement.recipient_id, Announcement.outcome)).all())
    assert outcomes == {person("elsa").id: "fault", person("arne").id: "told"}
    assert jobs.once("announce", at(7, 6)) == {"announced": 0, "written": 0}
