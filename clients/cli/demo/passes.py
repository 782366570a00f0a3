"""The demonstration's passes: who goes where and when, laid around an anchor so that something happens at any hour.

Each unit's workers are spread over an early, a middle and a late pass; the anchor lies in the middle one. Recipients
are taken in turn, the one longest without a visit first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from clients.cli.demo import people

STOPS = 11
MINUTES_BETWEEN_STARTS = 40
DURATIONS = (30, 20, 25, 30, 15)
PASS_STARTS = (-480, -170, 240)  # minutes from the anchor
NOT_IN_TURN = {"b12", "b41", "b42", "b43", "b44", "b80"}
"""In hospital; four whose day is set in `set_pieces`; care ended."""
COUPLE = ("b1", "b2")
HERO_STOPS = {
    ("m2", 2): "b1", ("m1", 4): "b1", ("m3", 6): "b1", ("m3", 9): "b2", ("m7", 1): "b2", ("m7", 4): "b1",
}  # fmt: skip
"""Stops that lie at the couple's home, so that the first card has a day worth reading."""


@dataclass(frozen=True)
class Stop:
    """One planned visit of a route."""

    visit_id: str
    recipient_id: str
    unit_id: str
    worker_ids: tuple[str, ...]
    start_at: datetime
    minutes: int
    window_minutes: int
    services: tuple[str, ...]
    time_critical: bool = False

    @property
    def end_at(self) -> datetime:
        """When it ends if it begins as planned."""
        return self.start_at + timedelta(minutes=self.minutes)

    @property
    def window_end_at(self) -> datetime:
        """Until when it may begin."""
        return self.start_at + timedelta(minutes=self.window_minutes)

    def moved(self, **changes: object) -> Stop:
        """The same visit, planned otherwise."""
        return replace(self, **changes)  # type: ignore[arg-type]  # any field may change


def stops_around(anchor: datetime) -> list[Stop]:
    """The day's stops around `anchor` (aware, on the municipality's wall clock), in order of start."""
    stops = [stop for unit_id in people.WORKERS_A_UNIT for stop in _unit_stops(unit_id, anchor)]
    return sorted([*stops, *_night(anchor), *set_pieces(anchor)], key=lambda stop: (stop.start_at, stop.visit_id))


def _unit_stops(unit_id: str, anchor: datetime) -> Iterator[Stop]:
    crew = [str(row["worker_id"]) for row in people.workers() if row["unit_id"] == unit_id]
    homes = [str(row["recipient_id"]) for row in people.recipients(anchor.date()) if row["unit_id"] == unit_id]
    waiting = [home for home in homes if home not in NOT_IN_TURN and home not in COUPLE]
    for start_at, number, team in sorted(_starts(crew[:-1], anchor), key=lambda item: (item[0], item[2])):
        home = HERO_STOPS.get((team[0], number))
        if home is None:
            home = waiting.pop(0)
            waiting.append(home)
        stop = _stop(home, unit_id, team, start_at, number)
        yield stop.moved(minutes=35) if (team[0], number) == ("m1", 4) else stop


def _starts(crew: list[str], anchor: datetime) -> Iterator[tuple[datetime, int, tuple[str, ...]]]:
    """Start, number and team of each stop; the fifth and sixth worker go together (double staffing)."""
    teams = [
        tuple(crew[:1]),
        *((worker,) for worker in crew[1:4]),
        tuple(crew[4:6]),
        *((worker,) for worker in crew[6:]),
    ]
    for place, team in enumerate(teams):
        shift = PASS_STARTS[(1, 1, 1, 0, 1, 2, 1, 0, 2)[place % 9]] + (place * 13) % 40
        for number in range(STOPS):
            yield anchor + timedelta(minutes=shift + number * MINUTES_BETWEEN_STARTS), number, team


def _stop(home: str, unit_id: str, team: tuple[str, ...], start_at: datetime, number: int) -> Stop:
    at = _on_five(start_at)
    return Stop(
        visit_id=f"{at:%m%d}-{home}-{at:%H%M}",
        recipient_id=home,
        unit_id=unit_id,
        worker_ids=team,
        start_at=at,
        minutes=DURATIONS[number % len(DURATIONS)],
        window_minutes=30 if number % 3 else 45,
        services=services_at(at.hour, number),
        time_critical=number % 7 == 5,
    )


def _on_five(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 5 * 5, second=0, microsecond=0)


def services_at(hour: int, number: int) -> tuple[str, ...]:
    """What a visit at that hour is for."""
    if 5 <= hour < 10:
        return (("morgon", "frukost"), ("morgon", "medicin"), ("dusch",))[number % 3]
    if 10 <= hour < 14:
        return (("lunch",), ("lunch", "medicin"), ("stad",))[number % 3]
    if 14 <= hour < 19:
        return (("middag",), ("promenad",), ("middag", "medicin"))[number % 3]
    return (("tillsyn",), ("tillsyn", "medicin"))[number % 2]


def _night(anchor: datetime) -> Iterator[Stop]:
    """The night patrol of both units: look-ins, one of them over midnight."""
    evening = anchor.replace(hour=22, minute=30, second=0, microsecond=0)
    if anchor.hour < 6:
        evening -= timedelta(days=1)
    for unit_id, worker, first in (("vallda", "m14", 20), ("lindgarden", "m25", 60)):
        for number, minutes in enumerate((0, 40, 85, 160, 240)):
            stop = _stop(f"b{first + number}", unit_id, (worker,), evening + timedelta(minutes=minutes), number)
            yield stop.moved(
                services=("tillsyn",), time_critical=False, window_minutes=45, visit_id=stop.visit_id + "n"
            )


def set_pieces(anchor: datetime) -> list[Stop]:
    """Visits for what routes do not bring: one missed, two made as one, two homes far apart in a hurry."""
    pieces = (
        ("b42", "m9", -290, 20), ("b43", "m9", -220, 20), ("b43", "m11", -140, 30), ("b42", "m10", -110, 20),
        ("b44", "m10", -55, 20),
    )  # fmt: skip
    return [
        _stop(home, "vallda", (worker,), anchor + timedelta(minutes=minutes), 1).moved(minutes=length)
        for home, worker, minutes, length in pieces
    ]
