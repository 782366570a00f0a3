"""Executions and the state of visits, derived anew from the facts whenever something was touched.

What comes out rests on the facts alone, so it can be thrown away and rebuilt. Rows that come out as they were are not
written, and a home's version (the card's ETag) grows only where something that its card shows has changed.

For the gap rules: `visit.started_at` is the first check-in, else the first arrival; it and `ended_at` are set also
where the visit stays missed. `absent` and `declined` facts without a visit show in `visit.status`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from sqlalchemy import select

from backend.access import turn
from backend.visits import executions, expect, homes, reading
from backend.visits.cluster import Cluster
from backend.visits.link import Linked, link
from backend.visits.states import State, Times, keep_judged, state_of, unjudged
from schema.db import db
from schema.tables import Visit
from schema.wire.facts import Touched

DAY = timedelta(days=1)
RECIPIENT_DAYS = 20_000
"""How much is read at a time: memory stays flat however much an import touched."""


def refresh(touched: Touched) -> None:
    """Rewrite executions, visit states and forecasts of what was touched, the day before and after included.

    Adds to `touched.days` the dates of visits whose facts changed, so that the gap rules look there too. The caller
    owns the transaction.
    """
    if not touched:
        return
    turn.take()
    changed: set[int] = set()
    for first, last in list(_runs(touched.days)):
        width = (last - first).days + 5
        for part in _parts(sorted(touched.recipients), max(20, RECIPIENT_DAYS // width)):
            changed |= _refresh(part, first - DAY, last + DAY, touched)
    changed |= expect.refresh(touched.workers)
    homes.bump(changed)


def settle(missed: set[int], merged: set[int], among: Touched) -> None:
    """Set the visits that the rules found missed or merged, and give those among the touched that they no longer
    find so their own state back."""
    query = select(
        Visit.id, Visit.recipient_id, Visit.status, Visit.started_at, Visit.ended_at, Visit.cancelled, Visit.expected_at
    ).where(Visit.revision > 0)
    judged = (Visit.status == "missed") | ((Visit.status == "done") & Visit.ended_at.is_(None))
    rows = {}
    for part in _parts(sorted(among.recipients), 5_000):
        for row in db.session.execute(
            query.where(Visit.recipient_id.in_(part), Visit.date.in_(sorted(among.days)), judged)
        ):
            rows[row.id] = row
    for part in _parts(sorted(missed | merged), 5_000):
        rows.update((row.id, row) for row in db.session.execute(query.where(Visit.id.in_(part))))
    writes, changed = [], set()
    for visit_id, row in sorted(rows.items()):
        before = State(row.status, row.started_at, row.ended_at)
        after = _settled(visit_id, before, missed, merged, row.cancelled)
        if after != before:
            writes.append(_write(visit_id, after, row.expected_at))
            changed.add(row.recipient_id)
    homes.write_states(writes)
    homes.bump(changed)


def _settled(visit_id: int, before: State, missed: set[int], merged: set[int], cancelled: bool) -> State:
    if visit_id in missed:
        return State("missed", before.started_at, before.ended_at)
    if visit_id in merged:
        return State("done", before.started_at, before.ended_at)
    return unjudged(before, cancelled=cancelled)


def _refresh(recipients: Collection[int], first: date, last: date, touched: Touched) -> set[int]:
    """Derive anew what lies on `first` to `last`; the recipients whose card may show a change."""
    cluster = reading.read(recipients, first, last)
    slots = cluster.slots_of()
    linked = {who: link(facts, slots.get(who, ())) for who, facts in cluster.facts.items()}
    wished, kept, dropped = executions.compare(cluster, linked, first, last)
    executions.write(wished, dropped, cluster)
    moved = [*wished, *(cluster.held[row_id] for row_id in dropped)]
    touched.days.update(held.date for held in moved)
    times: dict[int, list[Times]] = {}
    for held in (*wished, *kept):
        if held.visit_id is not None:
            times.setdefault(held.visit_id, []).append((held.check_in_at, held.check_out_at))
    looked_at = {one.id for one in cluster.slots.values() if first <= one.date <= last}
    looked_at |= {held.visit_id for held in moved if held.visit_id is not None} & cluster.slots.keys()
    looked_at |= _told_of(linked)
    changed = _write_states(cluster, linked, times, looked_at)
    return changed | {held.recipient_id for held in moved}


def _told_of(linked: dict[int, Linked]) -> set[int]:
    return {visit_id for one in linked.values() for visit_id in (*one.arrivals, *one.refusals)}


def _write_states(
    cluster: Cluster, linked: dict[int, Linked], times: dict[int, list[Times]], looked_at: set[int]
) -> set[int]:
    writes, changed = [], set()
    for visit_id in sorted(looked_at):
        slot, before = cluster.slots[visit_id], cluster.states[visit_id]
        facts = linked.get(slot.recipient_id) or Linked()
        found = state_of(
            times.get(visit_id, ()),
            facts.arrivals.get(visit_id, ()),
            facts.refusals.get(visit_id, ()),
            cancelled=slot.current.cancelled,
            away=(slot.recipient_id, slot.date) in cluster.away,
            declined=visit_id in cluster.declined,
        )
        after = keep_judged(before, found)
        if after != before:
            writes.append(_write(visit_id, after, cluster.expected[visit_id]))
            changed.add(slot.recipient_id)
    homes.write_states(writes)
    return changed


def _write(visit_id: int, state: State, expected_at: object) -> dict[str, object]:
    return {
        "visit_id": visit_id,
        "status": state.status,
        "started_at": state.started_at,
        "ended_at": state.ended_at,
        "expected_at": expected_at if state.status == "planned" else None,
    }


def _runs(days: Collection[date]) -> Iterator[tuple[date, date]]:
    """Days as runs, joined where no more than two days lie between."""
    first: date | None = None
    for day in sorted(days):
        if first is None:
            first = last = day
        elif day - last > 3 * DAY:
            yield first, last
            first = day
        last = day
    if first is not None:
        yield first, last


def _parts(items: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
