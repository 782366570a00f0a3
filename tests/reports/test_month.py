"""A month's rules, case by case: what counts as planned, received and missed, and what the fee may be based on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from backend.reports.month import Came, Grant, Item, Month, granted, statement
from schema import clock

DAY, NOVEMBER = date(2026, 11, 24), Month(date(2026, 11, 1))
HALF = 1800


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return clock.instant(DAY, time(hour, minute, second))


def came(minutes: float = 30, worker: int = 1, out: bool = True) -> Came:
    begins = at(8, 5)
    return Came(worker, begins, begins + timedelta(minutes=minutes) if out else None)


VISIT = Item(1, DAY, at(8), at(9), HALF, 1, "done", (came(),))
LOOSE = Item(None, DAY, at(8), at(8), 0, 1, "unplanned", (came(20),))
NO = replace(VISIT, state="declined", stays=(), ask_minutes=60)


@pytest.mark.parametrize(
    ("item", "planned", "received", "fee", "by_plan", "why"),
    [
        (VISIT, HALF, HALF, HALF, HALF, None),
        (replace(VISIT, stays=(came(24.5),)), HALF, 1470, 1470, HALF, None),
        (replace(VISIT, stays=(came(50),)), HALF, 3000, HALF, HALF, None),
        (replace(VISIT, stays=(came(10), Came(1, at(8, 20), at(8, 35)))), HALF, 1500, 1500, HALF, None),
        (replace(VISIT, stays=(came(15), Came(2, at(8, 20), at(8, 35)))), HALF, HALF, HALF, HALF, None),
        (replace(VISIT, stays=(came(out=False),)), HALF, 0, 0, HALF, "no_time"),
        (replace(VISIT, stays=()), HALF, 0, 0, 0, "no_time"),
        (replace(VISIT, stays=(Came(1, None, at(9)),)), HALF, 0, 0, 0, "no_time"),
        (replace(VISIT, staff=2, stays=(came(), came(20, worker=2))), 3600, 3000, 3000, 3600, None),
        (replace(VISIT, staff=2, stays=(came(60),)), 3600, 3600, HALF, HALF, None),
        (replace(VISIT, stays=(came(), came(worker=2))), HALF, 3600, HALF, HALF, None),
        (replace(VISIT, stays=(came(), came(worker=2, out=False))), HALF, HALF, HALF, HALF, None),
        (replace(VISIT, state="missed", stays=()), HALF, 0, 0, 0, "missed"),
        (replace(VISIT, state="missed"), HALF, HALF, 0, 0, "missed"),
        (replace(VISIT, state="merged", stays=()), HALF, 0, 0, 0, "merged"),
        (replace(VISIT, state="cancelled", stays=()), 0, 0, 0, 0, "cancelled"),
        (replace(VISIT, state="absent", stays=()), HALF, 0, 0, 0, "absent"),
        (replace(VISIT, alarm=True), HALF, HALF, 0, 0, "alarm"),
        (replace(VISIT, state="planned", stays=()), HALF, 0, 0, 0, None),
        (replace(VISIT, state="there", stays=(came(out=False),)), HALF, 0, 0, 0, None),
        (LOOSE, 0, 1200, 0, 0, "unplanned"),
        (replace(NO, declined_at=at(7, 0, 1)), HALF, 0, 0, HALF, "declined"),
        (replace(NO, declined_at=at(7)), HALF, 0, 0, 0, "declined"),
        (replace(NO, declined_at=at(8, 10), ask_minutes=0), HALF, 0, 0, HALF, "declined"),
        (NO, HALF, 0, 0, 0, "declined"),
    ],
)  # fmt: skip
def test_one_visit(item: Item, planned: int, received: int, fee: int, by_plan: int, why: str | None) -> None:
    assert (item.planned, item.received, item.fee, item.not_counted) == (planned, received, fee, why)
    assert replace(item, fee_by="planned").fee == by_plan


def test_the_sums_are_whole_seconds_and_what_was_not_planned_stands_apart() -> None:
    items = [
        VISIT, replace(VISIT, visit_id=2, stays=(Came(1, at(8, 5), at(8, 29, 31)),)), LOOSE,
        replace(VISIT, visit_id=3, state="missed", stays=()), replace(VISIT, visit_id=4, state="cancelled", stays=()),
        replace(VISIT, visit_id=5, state="planned", stays=()), replace(VISIT, visit_id=6, date=date(2026, 12, 1)),
    ]  # fmt: skip
    found = statement(NOVEMBER, items, ())
    assert (found.planned, found.received, found.missed, found.unplanned) == (4 * HALF, HALF + 1471, HALF, 1200)
    assert (found.fee, found.granted, found.to_come, found.fee_by) == (HALF + 1471, None, 1, ("executed",))
    assert found.visits == {"planned": 4, "received": 2, "missed": 1, "unplanned": 1, "fee": 2}
    assert found.not_counted == {"missed": 1, "unplanned": 1, "cancelled": 1}
    assert [one.visit_id for one in found.items] == [None, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("month", "grants", "seconds"),
    [
        (NOVEMBER, [], None),
        (NOVEMBER, [Grant(Decimal("30.5"), date(2026, 1, 1))], 109_800),
        (NOVEMBER, [Grant(Decimal(30), date(2026, 11, 16))], 54_000),
        (NOVEMBER, [Grant(Decimal(30), date(2026, 1, 1), last=date(2026, 11, 1))], 3_600),
        (NOVEMBER, [Grant(Decimal(30), date(2026, 1, 1), interrupted=date(2026, 11, 11))], 36_000),
        (
            NOVEMBER,
            [Grant(Decimal(30), date(2026, 1, 1), interrupted=date(2026, 11, 11), resumed=date(2026, 11, 21))],
            72_000,
        ),
        (NOVEMBER, [Grant(Decimal(30), date(2026, 12, 1))], None),
        (NOVEMBER, [Grant(Decimal(10), date(2026, 1, 1)), Grant(Decimal(5), date(2026, 1, 1))], 54_000),
        (Month(date(2026, 10, 1)), [Grant(Decimal(1), date(2026, 10, 31))], 116),
        (Month(date(2024, 2, 1)), [Grant(Decimal(29), date(2024, 2, 29))], 3_600),
    ],
)
def test_granted_hours_of_a_part_of_a_month_go_by_its_days(month: Month, grants: list[Grant], seconds: object) -> None:
    assert granted(grants, month) == seconds


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "26-01-01", "", "2026-11-01", "abcd-ef", "2026_11", "2026-1x"])
def test_what_is_no_month(text: str) -> None:
    assert Month.named(text) is None
