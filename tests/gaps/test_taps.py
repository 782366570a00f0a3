"""Unplanned, wrong_worker, no_check_out, no_check_in, extra_event, manual, wrong_card; and what a gap is called."""

from __future__ import annotations

import pytest

from backend.gaps.facts import Case, Visit
from backend.gaps.rules import recipient_gaps
from backend.gaps.tolerances import Tolerances
from tests.gaps.facts import ANNA, BO, DAY, HOME, OTHER_HOME, UNIT, at, found, gaps_of, mark, plan, stay, tap, visit


def loose(*stays, now: str = "+1 12:00"):
    gaps = recipient_gaps(Case(1, HOME, unplanned=tuple(stays)), Tolerances(), at(now))
    return {gap.kind: gap.seconds for gap in gaps}


def test_an_execution_without_a_visit_is_unplanned() -> None:
    assert loose(stay("9:00", "9:20")) == {"unplanned": 1200}
    assert loose(stay(None, "9:20")) == {"no_check_in": 0}


def test_what_taps_show_is_shown_of_unplanned_executions_too() -> None:
    assert loose(stay("9:00"), now="9:59:59") == {"unplanned": 0}
    assert loose(stay("9:00"), now="10:00") == {"unplanned": 0, "no_check_out": 0}


@pytest.mark.parametrize(("planned", "who", "wrong"), [((ANNA,), BO, True), ((ANNA, BO), BO, False), ((), BO, False)])
def test_wrong_worker_only_where_somebody_was_planned(planned: tuple[int, ...], who: int, wrong: bool) -> None:
    one = visit(stay("9:00", "9:30", who), plans=plan(worker_ids=planned))
    assert ("wrong_worker" in found(one)) is wrong


@pytest.mark.parametrize(("now", "wanting"), [("10:29:59", False), ("10:30", True)])
def test_no_check_out_from_check_in_plus_duration_plus_tolerance(now: str, wanting: bool) -> None:
    assert ("no_check_out" in found(visit(stay("9:00")), now=now)) is wanting


def test_a_late_check_out_ends_it() -> None:
    assert set(found(visit(stay("9:00", "11:00")))) == {"long"}


def test_each_worker_has_a_gap_of_her_own() -> None:
    both = plan(worker_ids=(ANNA, BO))
    keys = {gap.key for gap in gaps_of(visit(stay("9:00"), stay("9:00", None, BO), plans=both))}
    assert keys == {f"no_check_out:v1:w{ANNA}", f"no_check_out:v1:w{BO}"}


def test_a_visits_own_gap_is_named_without_a_worker_and_survives_another_first_check_in() -> None:
    one = gaps_of(visit(stay("10:30", "11:00")))
    two = gaps_of(visit(stay("10:30", "11:00"), stay("10:25", "11:00", BO), plans=plan(worker_ids=(ANNA, BO))))
    assert [gap.key for gap in one] == [gap.key for gap in two] == ["late:v1"]
    assert [gap.worker_id for gap in two] == [BO]


def test_extra_taps() -> None:
    assert found(visit(stay("9:00", "9:30", extra_taps=2))) == {"extra_event": 0}


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ({"method": "manual"}, {"manual"}),
        ({"corrected": True}, {"manual"}),
        ({"method": "phone"}, set()),
        ({"card_home_id": HOME}, set()),
        ({"card_home_id": OTHER_HOME}, {"wrong_card"}),
    ],
)
@pytest.mark.parametrize("end", ["check_in", "check_out"])
def test_method_correction_and_card(end: str, more: dict, kinds: set[str]) -> None:
    whole = stay("9:00", "9:30")
    other = {"check_in": tap("9:00", 5, **more)} if end == "check_in" else {"check_out": tap("9:30", 6, **more)}
    assert set(found(visit(type(whole)(**{**vars(whole), **other})))) == kinds


def test_another_homes_card_read_on_arriving() -> None:
    arrived = mark("arrived", "8:59", card_home_id=OTHER_HOME)
    assert set(found(visit(stay("9:00", "9:30"), marks=(arrived,)))) == {"wrong_card"}


def test_a_couple_in_one_home_share_a_card() -> None:
    taps = {"check_in": tap("9:00", 5, card_home_id=HOME), "check_out": tap("9:30", 6, card_home_id=HOME)}
    whole = type(stay("9:00"))(**{**vars(stay("9:00")), **taps})
    for recipient_id in (1, 2):
        case = Case(recipient_id, HOME, (Visit(recipient_id, "v", (plan(),), (whole,)),), steering={UNIT: "minutes"})
        assert recipient_gaps(case, Tolerances(), at("+1 12:00")) == []


def test_gaps_carry_the_judged_plans_date_and_unit() -> None:
    moved = plan(published="7:00"), plan(day=DAY.replace(day=26), published="12:00", unit_id=9)
    gap = gaps_of(visit(plans=moved), now="+3 12:00")[0]
    assert (gap.kind, gap.date, gap.unit_id) == ("missed", DAY, UNIT)
