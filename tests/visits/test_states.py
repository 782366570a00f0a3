"""A visit's state from its facts, and what the gap rules' word changes in it."""

from __future__ import annotations

import pytest

from backend.linking import superseded
from backend.visits.link import Fact
from backend.visits.states import State, Times, keep_judged, state_of, unjudged
from tests.visits.day import at, tap

EIGHT, NINE, TEN = at("08:00"), at("09:00"), at("10:00")
ARRIVED, ABSENT, DECLINED = (tap(kind, "07:50") for kind in ("arrived", "absent", "declined"))
Given = tuple[list[Times], list[Fact], list[Fact], bool, bool]

CASES: dict[str, tuple[Given, State]] = {
    "nothing": (([], [], [], False, False), State("planned")),
    "there": (([(EIGHT, None)], [], [], False, False), State("in_progress", EIGHT)),
    "there, told absent first": (([(EIGHT, None)], [], [ABSENT], False, True), State("in_progress", EIGHT)),
    "been there": (([(EIGHT, NINE)], [], [], False, False), State("done", EIGHT, NINE)),
    "one of two still there": (([(EIGHT, NINE), (NINE, None)], [], [], False, False), State("in_progress", EIGHT)),
    "both gone": (([(NINE, TEN), (EIGHT, NINE)], [], [], False, False), State("done", EIGHT, TEN)),
    "only out": (([(None, NINE)], [], [], False, False), State("done", None, NINE)),
    "only out, had arrived": (([(None, NINE)], [ARRIVED], [], False, False), State("done", ARRIVED.occurred_at, NINE)),
    "arrived": (([], [ARRIVED], [], False, False), State("in_progress", ARRIVED.occurred_at)),
    "absent, then declined": (([], [], [ABSENT, DECLINED], False, False), State("declined")),
    "cancelled": (([], [], [], True, True), State("cancelled")),
    "absence recorded": (([], [], [], False, True), State("absent")),
}


@pytest.mark.parametrize("given, expected", CASES.values(), ids=CASES)
def test_state(given: Given, expected: State) -> None:
    times, arrivals, refusals, cancelled, away = given
    assert state_of(times, arrivals, refusals, cancelled=cancelled, away=away) == expected


@pytest.mark.parametrize(
    "before, found, expected",
    [
        (State("missed"), State("planned"), State("missed")),
        (State("missed"), State("done", EIGHT, NINE), State("missed", EIGHT, NINE)),
        (State("missed"), State("absent"), State("absent")),
        (State("done"), State("planned"), State("done")),
        (State("done", EIGHT, NINE), State("planned"), State("planned")),
        (State("in_progress", EIGHT), State("done", EIGHT, NINE), State("done", EIGHT, NINE)),
    ],
)
def test_what_the_rules_said_stays_until_they_speak_again(before: State, found: State, expected: State) -> None:
    assert keep_judged(before, found) == expected


@pytest.mark.parametrize(
    "before, cancelled, expected",
    [
        (State("missed"), False, State("planned")),
        (State("missed"), True, State("cancelled")),
        (State("missed", EIGHT), False, State("in_progress", EIGHT)),
        (State("missed", EIGHT, NINE), False, State("done", EIGHT, NINE)),
        (State("done"), False, State("planned")),
    ],
)
def test_a_lifted_judgement_gives_the_own_state_back(before: State, cancelled: bool, expected: State) -> None:
    assert unjudged(before, cancelled=cancelled) == expected


def test_the_last_correction_stands_and_corrections_are_corrected() -> None:
    assert superseded([]) == set()
    assert superseded([(2, 1)]) == {1}
    assert superseded([(3, 1), (2, 1)]) == {1, 2}
    assert superseded([(2, 1), (3, 2)]) == {1, 2}
