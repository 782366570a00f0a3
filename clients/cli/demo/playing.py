"""Playing the day: what the script says has happened by now is reported, as by another system's phones."""

from __future__ import annotations

from datetime import datetime, timedelta

from backend.access import demonstration
from backend.access.unit_of_work import committed
from backend.intake import events
from clients.cli.demo import passes, script
from clients.cli.demo.package import anchors
from clients.cli.demo.script import Tap
from schema import clock
from schema.wire.facts import FactIn, Origin

LOOK_BACK = timedelta(hours=1)
"""What a stopped demonstration missed longer ago than this is reported at the next start, all at once."""


def catch_up(now: datetime) -> int:
    """Report what has happened since the last time; how many facts were told. Facts told before are told once."""
    anchor = demonstration.anchor()
    if anchor is None:
        return 0
    due = [tap for tap in _taps(clock.local(anchor)) if now - LOOK_BACK < tap.at <= now]
    return report(due)


def report(taps: list[Tap]) -> int:
    """Let these facts be received; how many there were."""
    if not taps:
        return 0
    with committed():
        known = demonstration.ids()
        homes = demonstration.homes()
        facts = [_fact(tap, known, homes) for tap in taps]
        events.receive([fact for fact in facts if fact], Origin())
    return len(taps)


def _taps(anchor: datetime) -> list[Tap]:
    """The script of today and the days to come."""
    coming = [each for each in anchors(anchor) if each > anchor]
    later = [tap for each in coming for tap in script.as_planned(passes.stops_around(each))]
    return [*script.taps(passes.stops_around(anchor), anchor), *later]


def _fact(tap: Tap, known: demonstration.Ids, homes: dict[str, int]) -> FactIn | None:
    visit_id = known.visits.get(tap.visit_id) if tap.visit_id else None
    if tap.visit_id and visit_id is None:
        return None
    return FactIn(
        event_id=tap.event_id,
        kind=tap.kind,
        visit_id=visit_id,
        recipient_id=known.recipients[tap.recipient_id],
        worker_id=known.workers[tap.worker_id],
        occurred_at=tap.at,
        method=tap.method,
        card_home_id=homes[tap.card_of] if tap.card_of else None,
        reason=tap.reason,
    )
