"""What happens in the demonstration: each route walked through, most of it as planned, some of it not.

The same anchor gives the same day, so that the demonstration can stop and go on.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zlib import crc32

from clients.cli.demo.passes import Stop

NAMESPACE = uuid.UUID("6f1d4f0e-2a0b-5c58-9a43-0d3c6c1f7a11")
TRAVEL = timedelta(minutes=5)
LENGTH = {"long": 1.7, "short": 0.6, "very_short": 0.2}
PAST_FATES = (
    "nobody", "long", "wrong_worker", "short", "no_check_out", "manual", "very_short", "wrong_card", "extra_event",
    "no_check_in", "absent", "overlap", "declined", "nobody",
)  # fmt: skip
"""Fates given out, one a stop, to the last hours before the anchor."""
LATER_FATES = {3: "nobody", 7: "long", 11: "very_short", 17: "absent"}
"""Fates of the hours to come, by chance; all other visits go as planned."""
STAND_IN = "m13"
OTHER_CARD = "b30"


@dataclass(frozen=True)
class Tap:
    """One fact as another system would report it. `card_of` is the recipient whose home's card was read."""

    at: datetime
    kind: str
    worker_id: str
    visit_id: str | None
    recipient_id: str
    method: str = "qr"
    card_of: str | None = None
    reason: str | None = None

    @property
    def event_id(self) -> str:
        """The same fact has the same id at every start."""
        return str(uuid.uuid5(NAMESPACE, f"{self.visit_id}|{self.recipient_id}|{self.worker_id}|{self.kind}|{self.at}"))


def taps(stops: list[Stop], anchor: datetime) -> list[Tap]:
    """All that is reported of these stops, in order of time."""
    return sorted([*_walked(stops, _fates(stops, anchor)), *_unplanned(anchor)], key=_in_time)


def as_planned(stops: list[Stop]) -> list[Tap]:
    """What is reported of a day on which nothing goes wrong."""
    return sorted(_walked(stops, {}), key=_in_time)


def _in_time(tap: Tap) -> tuple[datetime, str]:
    return tap.at, tap.event_id


def _walked(stops: list[Stop], fates: dict[str, str]) -> Iterator[Tap]:
    routes: dict[tuple[str, ...], list[Stop]] = {}
    for stop in stops:
        routes.setdefault(stop.worker_ids, []).append(stop)
    for _, route in sorted(routes.items()):
        yield from _walk(route, fates)


def _fates(stops: list[Stop], anchor: datetime) -> dict[str, str]:
    lately = [
        stop for stop in stops
        if stop.unit_id == "vallda" and len(stop.worker_ids) == 1 and stop.recipient_id not in ("b1", "b2")
        and timedelta(minutes=50) < anchor - stop.start_at < timedelta(minutes=200)
        and not stop.recipient_id.startswith("b4")
    ]  # fmt: skip
    fates = {stop.visit_id: fate for stop, fate in zip(lately, PAST_FATES, strict=False)}
    for stop in stops:
        if stop.start_at > anchor and (fate := LATER_FATES.get(crc32(stop.visit_id.encode()) % 40)):
            fates[stop.visit_id] = fate
        if len(stop.worker_ids) == 2 and crc32(stop.visit_id.encode()) % 5 == 0:
            fates[stop.visit_id] = "single_staffed"
    fates |= {
        stop.visit_id: "nobody" for stop in stops if stop.recipient_id in ("b42", "b43") and stop.worker_ids == ("m9",)
    }
    fates |= {stop.visit_id: "for_two" for stop in stops if stop.recipient_id == "b43" and stop.worker_ids == ("m11",)}
    fates |= {stop.visit_id: "in_a_hurry" for stop in stops if stop.recipient_id == "b44"}
    late_route = [stop for stop in stops if stop.worker_ids == ("m4",) and stop.start_at < anchor]
    return fates | {late_route[0].visit_id: "ambulance"} if late_route else fates


def _walk(route: list[Stop], fates: dict[str, str]) -> Iterator[Tap]:
    free_at: datetime | None = None
    for stop in route:
        fate = fates.get(stop.visit_id, "as_planned")
        random = Random(crc32(stop.visit_id.encode()))  # noqa: S311 - a made-up day, the same each time
        begin = stop.start_at + timedelta(seconds=random.randrange(240))
        if free_at is not None and fate != "in_a_hurry":
            begin = max(begin, free_at + TRAVEL)
        if fate == "in_a_hurry" and free_at is not None:
            begin = free_at + timedelta(minutes=3)
        minutes = stop.minutes * LENGTH.get(fate, 1.0) + random.uniform(-1, 1)
        minutes += {"ambulance": 55, "for_two": 20}.get(fate, 0)
        end = begin + timedelta(seconds=int(minutes * 60))
        if fate != "nobody":
            yield from _visit_taps(stop, fate, begin, end)
        free_at = end - timedelta(minutes=12) if fate == "overlap" else end


def _visit_taps(stop: Stop, fate: str, begin: datetime, end: datetime) -> Iterator[Tap]:
    if fate in ("absent", "declined"):
        yield Tap(begin, fate, stop.worker_ids[0], stop.visit_id, stop.recipient_id, "app")
        return
    team = {"wrong_worker": (STAND_IN,), "single_staffed": stop.worker_ids[:1]}.get(fate, stop.worker_ids)
    method = "manual" if fate == "manual" else "qr"
    card = OTHER_CARD if fate == "wrong_card" else stop.recipient_id if method == "qr" else None
    for place, worker in enumerate(team):
        moments = [("check_in", begin), ("check_out", end)]
        if fate == "extra_event":
            moments.insert(1, ("check_in", begin + timedelta(minutes=6)))
        for kind, at in moments:
            if fate != f"no_{kind}":
                late = timedelta(seconds=20 * place)
                yield Tap(at + late, kind, worker, stop.visit_id, stop.recipient_id, method, card)


def _unplanned(anchor: datetime) -> Iterator[Tap]:
    """An alarm visit nobody had planned."""
    begin = anchor - timedelta(minutes=95)
    for kind, at in (("check_in", begin), ("check_out", begin + timedelta(minutes=18))):
        yield Tap(at, kind, STAND_IN, None, "b41", "qr", "b41")
