"""Plan beside reality, drawn: what lies where, and that times do not write over each other."""

from __future__ import annotations

import itertools

import pytest

from backend.gaps.seen import Presence, Seen
from clients.manager.chart import LABEL_WIDTH, WIDTH, chart
from tests.manager.desk import at


def seen(*presences: Presence, start: str = "9:00", end: str = "10:00") -> Seen:
    return Seen(presences, (), at(start), at(end), 30)


CASES = [
    seen(),
    seen(Presence("Leila", at("9:10"), at("9:40"))),
    seen(Presence("Leila", at("9:10"), None), Presence("Jonas", None, at("9:50"))),
    Seen((Presence("Leila", at("3:10"), at("3:11")),)),
]


@pytest.mark.parametrize("one", CASES)
@pytest.mark.parametrize("now", [None, at("9:30"), at("12:00"), at("23:59")])
def test_everything_lies_inside_and_nothing_over_another(one: Seen, now) -> None:
    drawn = chart([one, one], now)
    assert drawn is not None
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH and bar.line < drawn.lines for bar in drawn.bars)
    places = sorted(label.x for label in drawn.labels)
    assert all(after - before >= LABEL_WIDTH for before, after in itertools.pairwise(places))
    assert places[-1] <= WIDTH - LABEL_WIDTH


def test_plan_before_reality_and_an_open_execution_lasts_until_now() -> None:
    drawn = chart([seen(Presence("Leila", at("9:10"), None))], at("11:00"))
    assert [(bar.kind, bar.line) for bar in drawn.bars] == [("window", 0), ("plan", 0), ("open", 1)]
    bar = drawn.bars[-1]
    assert drawn.now_x == pytest.approx(bar.x + bar.width, abs=1)


def test_what_nobody_knows_anything_of_is_not_drawn() -> None:
    assert chart([Seen(())], at("9:00")) is None
