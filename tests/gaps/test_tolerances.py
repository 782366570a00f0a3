"""Which tolerance holds, how facts find their visit, and which reviews may be made."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from backend.gaps.attach import attach
from backend.gaps.states import MOVES, NotAllowed, check_content, check_move
from backend.gaps.tolerances import Ruling, Tolerances
from tests.gaps.facts import BO, DAY, mark, plan, visit

OLD, NEW = DAY - timedelta(days=30), DAY
RULINGS = (
    Ruling("late", 20, OLD),
    Ruling("late", 25, NEW),
    Ruling("late", 30, OLD, unit_id=1),
    Ruling("late", 5, OLD, service_id=7),
    Ruling("late", 8, OLD, unit_id=1, service_id=7),
    Ruling("late", 2, DAY + timedelta(days=1), unit_id=1, service_id=7),
    Ruling("late", 4, OLD, service_id=8),
)


@pytest.mark.parametrize(
    ("kind", "day", "unit", "services", "critical", "minutes"),
    [
        ("late", OLD - timedelta(days=1), 2, (), False, 15),  # before any: the default
        ("late", OLD, 2, (), False, 20),
        ("late", NEW, 2, (), False, 25),  # the latest that has begun
        ("late", NEW, 1, (), False, 30),  # the unit's own before everybody's
        ("late", NEW, 2, (7,), False, 5),  # the service's before the unit's
        ("late", NEW, 1, (7,), False, 8),
        ("late", NEW + timedelta(days=1), 1, (7,), False, 2),
        ("late", NEW, 2, (7, 8), False, 4),  # the strictest of two services
        ("late", NEW, 1, (7,), True, 0),  # time-critical
        ("not_started", NEW, 1, (7,), True, 5),
        ("not_started", NEW, 1, (7,), False, 15),
        ("no_check_out", NEW, 1, (), True, 60),
    ],
)
def test_the_most_specific_tolerance_holds(
    kind: str, day: date, unit: int, services: tuple[int, ...], critical: bool, minutes: int
) -> None:
    assert Tolerances(RULINGS).seconds(kind, day, unit, services, critical) == minutes * 60
    assert Tolerances(RULINGS, {kind: 3}).seconds(kind, day, unit, services, critical) == 180


@pytest.mark.parametrize(
    ("marked", "goes_to"),
    [
        (mark("arrived", "9:30", visit_id=2), 2),  # the one it names
        (mark("arrived", "9:30"), 1),  # her own before somebody else's
        (mark("arrived", "9:30", worker=BO), 2),
        (mark("arrived", "9:30", worker=999), 3),  # an unassigned one before anybody's
        (mark("arrived", "7:00"), 1),
        (mark("arrived", "6:59:59"), None),
        (mark("arrived", "13:00", worker=BO), 2),
        (mark("arrived", "9:30", visit_id=77), None),
    ],
)
def test_a_fact_finds_its_visit(marked, goes_to: int | None) -> None:
    visits = [
        visit(id=1),
        visit(plans=plan("9:00", "11:00", worker_ids=(BO,)), id=2),
        visit(plans=plan("9:00", "10:00", worker_ids=()), id=3),
        visit(plans=plan("9:20", "9:40", cancelled=True), id=4),
    ]
    assert [one.id for one in attach(visits, [marked]) if one.marks] == ([goes_to] if goes_to else [])


@pytest.mark.parametrize("state", MOVES)
@pytest.mark.parametrize("step", ["explain", "close", "reopen", "resolve"])
def test_only_legal_moves(state: str, step: str) -> None:
    if step in MOVES[state]:
        assert check_move(state, step) in MOVES
    else:
        with pytest.raises(NotAllowed, match="illegal_move"):
            check_move(state, step)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (("explain", "alarm", None, None, None), None),
        (("explain", None, None, None, None), "reason_unknown"),
        (("explain", "weather", None, None, None), "reason_unknown"),
        (("explain", "other", " ", None, None), "text_missing"),
        (("explain", "other", "fall", None, None), None),
        (("close", None, None, " ", DAY), "measure_missing"),
        (("close", None, None, "ny rutin", None), "effect_date_missing"),
        (("close", None, None, "ny rutin", DAY), None),
    ],
)
def test_what_a_step_must_say(content: tuple, code: str | None) -> None:
    if code is None:
        check_content(*content)
    else:
        with pytest.raises(NotAllowed, match=code):
            check_content(*content)
