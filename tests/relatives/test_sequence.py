"""SEQUENCE and the feed's ground: it grows with what a reader sees change, never falls, and ends with the browser."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy import select

from backend.intake import events
from backend.privacy import consents
from backend.privacy.consents import Given
from schema import clock
from schema.db import db
from schema.tables import Device, RequestStep, User, VisitRequest
from schema.wire.facts import FactIn, Origin
from tests.card.conftest import words
from tests.card.world import DAY, add, at
from tests.people import Client
from tests.relatives.conftest import kin_of, own_of, turn_on

TOMORROW = DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=True):
        yield


def read(app, address: str) -> tuple[str, int]:
    """The one event of a feed: its status and its sequence."""
    [event] = Calendar.from_ical(Client(app).get(address).data).walk("VEVENT")
    return str(event["status"]), int(event["sequence"])


def answer(request: VisitRequest, visit, step: str) -> None:
    """What became of a request, as the planner's page writes it; the visit's state as derived from it."""
    add(RequestStep(request_id=request.id, step=step, at=clock.now()))
    visit.status = "declined" if step == "granted" else "planned"
    db.session.commit()


def test_a_decline_that_is_granted_and_taken_back_counts_on_for_both(any_homes, any_app):
    visit = any_homes.visit("v1", at(12, 0, TOMORROW), at(13, 0, TOMORROW))
    kin = any_homes.relative(may_see="times")
    feeds = [
        turn_on(own_of(any_app, any_homes.person), "/mitt/kalender"),
        turn_on(kin_of(any_app, kin), "/anhorig/kalender"),
    ]
    assert [read(any_app, one) for one in feeds] == [("CONFIRMED", 0)] * 2
    asked = add(VisitRequest(once="a", kind="decline", recipient_id=any_homes.person.id, visit_id=visit.id, revision=1,
                             unit_id=any_homes.unit.id, date=TOMORROW, asked_at=clock.now()))  # fmt: skip
    answer(asked, visit, "granted")
    assert [read(any_app, one) for one in feeds] == [("CANCELLED", 1)] * 2
    answer(asked, visit, "reverted")
    assert [read(any_app, one) for one in feeds] == [("CONFIRMED", 2)] * 2


@pytest.mark.parametrize(("said_at", "expected"), [(at(11, 50), ("CANCELLED", 1)), (at(13, 30), ("CONFIRMED", 1))])
def test_a_relative_s_feed_says_what_her_page_does_of_a_word_at_the_door(homes, app, said_at, expected):
    visit = homes.visit("v1", at(12), at(13), workers="Sara")
    feed = turn_on(kin_of(app, homes.relative()), "/anhorig/kalender")
    assert read(app, feed) == ("CONFIRMED", 0)
    with time_machine.travel(said_at, tick=False):
        word = FactIn("no", "declined", visit.id, visit.recipient_id, homes.workers["Sara"].id, said_at)
        events.receive([word], Origin())
        db.session.commit()
        assert read(app, feed) == expected


def test_an_absence_that_the_plan_brings_cancels_for_both_and_never_says_why(any_homes, any_app):
    visit = any_homes.visit("v1", at(12, 0, TOMORROW), at(13, 0, TOMORROW))
    feed = turn_on(kin_of(any_app, any_homes.relative()), "/anhorig/kalender")
    visit.status = "absent"
    db.session.commit()
    assert read(any_app, feed)[0] == "CANCELLED"
    assert "borta" not in Client(any_app).get(feed).text


def test_less_to_see_never_counts_fewer_changes(any_homes, any_app, staff):
    visit = any_homes.visit("v1", at(12, 0, TOMORROW), at(13, 0, TOMORROW), workers="Sara")
    kin = any_homes.relative(may_see="names")
    feed = turn_on(kin_of(any_app, kin), "/anhorig/kalender", "names")
    any_homes.change(visit, at(8, 32), worker_ids=(any_homes.workers["Ali"].id,))
    db.session.commit()
    before = read(any_app, feed)[1]
    chief = staff("manager", ["norr"])
    from backend.access.scope import Scope

    user_id = db.session.scalar(select(User.id).order_by(User.id.desc()).limit(1))
    assert chief.user is not None
    scope = Scope("manager", frozenset({any_homes.unit.id}), user_id=user_id)
    given = Given("relative", "times", "self", "spoken", date(2026, 11, 24), relative_id=kin.id)
    assert consents.record(scope, any_homes.person.id, given)
    db.session.commit()
    assert read(any_app, feed)[1] > before


def test_a_browser_that_is_ended_takes_the_calendar_with_it(any_homes, any_app):
    any_homes.visit("v1", at(12), at(13))
    stolen, hers = own_of(any_app, any_homes.person), own_of(any_app, any_homes.person)
    feed = turn_on(stolen, "/mitt/kalender", "services")
    [first, *_] = db.session.scalars(select(Device.id).where(Device.kind == "browser").order_by(Device.id))
    assert hers.submit(f"/mitt/vem/enhet/{first}", page="/mitt/vem").status_code == 303
    assert Client(any_app).get(feed).status_code == 404
    assert (hers.get("/mitt").status_code, stolen.get("/mitt").status_code) == (200, 403)


def test_what_is_moved_and_then_declined_is_called_off_and_not_changed_to_a_relative(any_homes, any_app):
    visit = any_homes.visit("v1", at(12), at(13))
    client = kin_of(any_app, any_homes.relative(may_see="times"))
    feed = turn_on(client, "/anhorig/kalender")
    any_homes.change(visit, at(7, 30), window_start_at=at(7), window_end_at=at(8))
    assert read(any_app, feed)[0] == "CONFIRMED"
    asked = add(VisitRequest(once="a", kind="decline", recipient_id=any_homes.person.id, visit_id=visit.id, revision=2,
                             unit_id=any_homes.unit.id, date=DAY, asked_at=clock.now()))  # fmt: skip
    answer(asked, visit, "granted")
    page = words(client.get("/anhorig"))
    assert "Besöket är inställt" in page and "klockan 7" not in page and "flyttat" not in page
    assert read(any_app, feed)[0] == "CANCELLED"
