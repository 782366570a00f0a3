"""What somebody says of the demonstration's visits: each kind once, and a word to the unit."""

from __future__ import annotations

from datetime import datetime, timedelta

from backend.access import demonstration
from backend.access.unit_of_work import committed
from backend.hearing.remarks import Saying, Speaker
from backend.intake import remarks
from clients.cli.demo import passes
from clients.cli.demo.passes import Stop
from schema.wire.remarks import BY_CARD, BY_DEVICE

SAID = (
    ("not_come", BY_DEVICE, "Jag satt vid fönstret hela tiden."),
    ("wrong_person", BY_CARD, ""),
    ("too_short", BY_DEVICE, "Vi hann inte med frukosten."),
    ("other", BY_DEVICE, "Dörren stod öppen när ni hade gått."),
    ("message", BY_DEVICE, "Kan ni ringa mig om nya tider?"),
)
HIDDEN = ("b10", "b80")
"""Protected identity; care that has ended."""


def say(anchor: datetime) -> None:
    """Let it be said just before `anchor` (aware, on the municipality's wall clock) of visits some hours before it."""
    known = demonstration.ids()
    lately = [stop for stop in passes.stops_around(anchor) if _some_hours_ago(stop, anchor)]
    spoken_of = {stop.recipient_id: stop for stop in lately}.values()
    with committed():
        for stop, (kind, way, text) in zip(spoken_of, SAID, strict=False):
            visit_id = known.visits[stop.visit_id] if kind != "message" else None
            speaker = Speaker(known.recipients[stop.recipient_id], way)
            remarks.say(speaker, Saying(kind, f"demo:{kind}", visit_id, text))


def _some_hours_ago(stop: Stop, anchor: datetime) -> bool:
    ago = anchor - stop.start_at
    here = stop.unit_id == "vallda" and stop.recipient_id not in HIDDEN
    return here and timedelta(hours=2) < ago < timedelta(hours=6)
