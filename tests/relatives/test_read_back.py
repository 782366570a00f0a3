"""A feed read back by two libraries that know nothing of each other, event by event, as a week's plan changes under it.

The weeks are those of the clock changes; one visit lies over the midnight before, one in the hour that is doubled or
missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
import vobject
from sqlalchemy import select

from backend.access.unit_of_work import committed
from backend.intake import plans
from backend.planning.importing import ImportOrder
from schema.db import db
from schema.tables import ImportRun, Recipient, Relative
from tests.packages import small_package, visit, write_package
from tests.people import Client
from tests.relatives.conftest import kin_of, own_of, turn_on

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SUNDAYS = [date(2026, 10, 25), date(2027, 3, 28)]
NIGHT = {
    SUNDAYS[0]: (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
    SUNDAYS[1]: (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 45, tzinfo=UTC)),
}
"""From half past two till half past three: two hours where it comes twice; where there is none it is half past three
at once, and what is left is the visit's own quarter of an hour."""


@dataclass(frozen=True)
class Read:
    """An event as a library read it."""

    begins: datetime
    ends: datetime
    title: str
    status: str
    sequence: int
    modified: datetime


def by_icalendar(file: bytes) -> dict[str, Read]:
    """Event id → what it says."""
    calendar = icalendar.Calendar.from_ical(file)
    assert calendar.errors == []
    return {
        str(one["UID"]): Read(
            one.start, one.end, str(one["SUMMARY"]), str(one["STATUS"]), int(one["SEQUENCE"]), one.LAST_MODIFIED
        )
        for one in calendar.events
        if not one.errors and one.DTSTAMP == one.LAST_MODIFIED
    }  # fmt: skip


def by_vobject(file: bytes) -> dict[str, Read]:
    """The same by the other."""
    calendar = vobject.readOne(file.decode())
    assert calendar.validate(raiseException=True)
    return {
        one.uid.value: Read(
            one.dtstart.value, one.dtend.value, one.summary.value, one.status.value, int(one.sequence.value),
            one.last_modified.value,
        )
        for one in calendar.vevent_list
    }  # fmt: skip


class Week:
    """A week's plan, handed over again as it changes, and the feeds that are read in between."""

    def __init__(self, app, folder, sunday: date):
        self.app, self.folder, self.sunday, self.imports = app, folder, sunday, 0
        self.tables = small_package(self.day(0))
        self.tables["visits"] = [
            visit("mon", "elsa", self.day(0), "08:00", "09:00", 30, "dusch|frukost", "w1"),
            visit("moved", "elsa", self.day(1), "08:00", "09:00", 30, "frukost", "w1"),
            visit("off", "elsa", self.day(2), "08:00", "09:00", 30, "frukost", "w1"),
            visit("other", "elsa", self.day(3), "08:00", "08:00", 45, "frukost", "w1"),
            visit("away", "elsa", self.day(4), "08:00", "09:00", 30, "frukost", "w2"),
            visit("night", "elsa", self.day(5), "23:30", "00:30", 60, "dusch", "w2"),
            visit("half2", "elsa", self.day(6), "02:30", "03:30", 15, "dusch", "w2"),
            visit("sun", "elsa", self.day(6), "08:00", "09:00", 30, "stad", "w1"),
            visit("nurse", "elsa", self.day(3), "12:00", "12:30", 15, "insulin", "w1"),
        ]
        self.tables["relatives"] = [
            {"relative_id": "anna", "recipient_id": "elsa", "name": "Anna", "phone": "0701740690", "may_see": "names",
             "secrecy_consent_on": "2026-01-15", "data_consent_on": "2026-01-15", "consent_basis": "self"}
        ]  # fmt: skip

    def day(self, count: int) -> date:
        """A day of the week, Monday 0."""
        return self.sunday - timedelta(days=6 - count)

    def at(self, count: int, hour: int, minute: int = 0) -> datetime:
        """A wall time of it."""
        return datetime.combine(self.day(count), time(hour, minute), STOCKHOLM).astimezone(UTC)

    def plan(self, when: datetime, **changes: dict) -> int:
        """Hand the plan over with some visits changed; the run."""
        self.imports += 1
        for row in self.tables["visits"]:
            row.update(changes.get(row["visit_id"], {}))
        path = write_package(self.folder / str(self.imports), **self.tables)
        with time_machine.travel(when, tick=False), committed():
            plans.import_plan(path, ImportOrder(source="plan"))
        return db.session.scalars(select(ImportRun.id).order_by(ImportRun.id.desc())).first()

    def planned(self, count: int, begins: tuple[int, int], ends: tuple[int, int], title: str, **more) -> Read:
        """An event as it is to be read: by wall times of a day, and as first planned unless told otherwise."""
        fields = {"status": "CONFIRMED", "sequence": 0, "modified": self.at(0, 4), **more}
        over = count + (ends < begins)
        return Read(self.at(count, *begins), self.at(over, *ends), title, **fields)

    def undo(self, when: datetime, run: int) -> None:
        """Take a run back."""
        with time_machine.travel(when, tick=False), committed():
            plans.undo(run)

    def read(self, when: datetime, address: str) -> dict[str, Read]:
        """What both libraries read at an instant: the same."""
        with time_machine.travel(when, tick=False):
            answer = Client(self.app).get(address)
        assert answer.status_code == 200
        first, second = by_icalendar(answer.data), by_vobject(answer.data)
        assert first == second
        return first


@pytest.fixture(params=SUNDAYS, ids=["doubled", "missing"])
def week(any_app, tmp_path, request) -> Week:
    """The week's plan handed over, and two feeds turned on: hers with all it can say, her relative's with names."""
    made = Week(any_app, tmp_path, request.param)
    made.plan(made.at(0, 4))
    elsa = db.session.scalars(select(Recipient).where(Recipient.outside_id == "elsa")).one()
    anna = db.session.scalars(select(Relative)).one()
    with time_machine.travel(made.at(0, 5), tick=False):
        made.own = turn_on(own_of(any_app, elsa, way="oidc"), "/mitt/kalender", "services")
        made.kin = turn_on(kin_of(any_app, anna), "/anhorig/kalender", "services")
    return made


LEILA, JONAS = "Hemtjänst: Leila", "Hemtjänst: Jonas"


def as_first_planned(week: Week) -> list[Read]:
    """What her relative is to read of the first plan: all but the nurse's visit."""
    return [
        week.planned(0, (8, 0), (9, 0), LEILA), week.planned(1, (8, 0), (9, 0), LEILA),
        week.planned(2, (8, 0), (9, 0), LEILA), week.planned(3, (8, 0), (8, 45), LEILA),
        week.planned(4, (8, 0), (9, 0), JONAS), week.planned(5, (23, 30), (0, 30), JONAS),
        Read(*NIGHT[week.sunday], JONAS, "CONFIRMED", 0, week.at(0, 4)), week.planned(6, (8, 0), (9, 0), LEILA),
    ]  # fmt: skip


def test_the_week_as_it_is_planned(week):
    seen = week.read(week.at(0, 6), week.kin)
    assert list(seen.values()) == as_first_planned(week)
    assert week.read(week.at(0, 23), week.kin) == seen, "time alone changes nothing"
    hers = week.read(week.at(0, 6), week.own)
    assert len(hers) == 9, "hers has the nurse's visit too"
    assert not set(hers) & set(seen), "nobody learns by the ids that two calendars are of one person"
    assert [one.title for one in hers.values()][3:5] == [f"{LEILA}, Frukost", LEILA]


def test_the_week_as_it_changes_and_as_the_change_is_taken_back(week):
    before, first = as_first_planned(week), week.read(week.at(0, 6), week.kin)
    week.tables["visits"].append(visit("new", "elsa", week.day(6), "15:00", "16:00", 30, "frukost", "w1"))
    run = week.plan(
        week.at(0, 12), moved={"window_start": "10:00", "window_end": "11:00"}, off={"cancelled": "yes"},
        other={"worker_ids": "w2"}, away={"date": str(week.day(30))}, mon={"services": "dusch|frukost|insulin"},
        nurse={"window_start": "13:00", "window_end": "13:30"},
    )  # fmt: skip
    changed = {"sequence": 1, "modified": week.at(0, 12)}
    after = [
        week.planned(1, (10, 0), (11, 0), LEILA, **changed),
        week.planned(2, (8, 0), (9, 0), "Inställt besök", status="CANCELLED", **changed),
        week.planned(3, (8, 0), (8, 45), JONAS, **changed),
    ]
    moved = week.planned(30, (8, 0), (9, 0), JONAS, **changed)
    new = week.planned(6, (15, 0), (16, 0), LEILA, modified=week.at(0, 12))
    second = week.read(week.at(0, 13), week.kin)
    assert set(first) < set(second), "each keeps its id, and none vanishes"
    assert list(second.values()) == [before[0], *after, *before[5:], new, moved], "nor does the nurse show by a count"

    week.undo(week.at(0, 14), run)
    back = [replace(one, sequence=2, modified=week.at(0, 14)) for one in before[1:5]]
    new = replace(new, title="Inställt besök", status="CANCELLED", sequence=1, modified=week.at(0, 14))
    third = week.read(week.at(0, 15), week.kin)
    assert list(third.values()) == [before[0], *back, *before[5:], new], "what was taken back counts on"


def test_a_day_with_nothing_is_still_a_calendar(app, tmp_path):
    week = Week(app, tmp_path, SUNDAYS[0])
    week.tables["visits"] = []
    week.plan(week.at(0, 4))
    elsa = db.session.scalars(select(Recipient).where(Recipient.outside_id == "elsa")).one()
    with time_machine.travel(week.at(0, 5), tick=False):
        address = turn_on(own_of(app, elsa, way="oidc"), "/mitt/kalender")
        file = Client(app).get(address).data
    assert by_icalendar(file) == {}
    assert len(vobject.readOne(file.decode()).vtimezone_list) == 1
