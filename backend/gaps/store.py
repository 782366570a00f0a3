"""The gap table: what the rules find now, kept under keys that last. No fact lives here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from backend.gaps.facts import GapFound
from backend.gaps.judge import Span
from backend.gaps.kinds import BY_WORKER
from backend.gaps.load import batches
from schema.db import db
from schema.tables import Gap

_FACTS = ("kind", "visit_id", "fact_id", "worker_id", "recipient_id", "unit_id", "date", "seconds")


def known_of_recipients(recipient_ids: Collection[int], span: Span) -> dict[str, Any]:
    """The stored gaps of the recipients on those dates, by key, but those over a worker's day."""
    return _known(Gap.recipient_id, recipient_ids, span, Gap.kind.not_in(BY_WORKER))


def known_of_workers(worker_ids: Collection[int], span: Span) -> dict[str, Any]:
    """The stored gaps over the workers' days, by key."""
    return _known(Gap.worker_id, worker_ids, span, Gap.kind.in_(BY_WORKER))


def keep(known: dict[str, Any], found: Iterable[GapFound], now: datetime) -> None:
    """Make the table say what was found: new ones in, changed ones changed, those not found any more resolved."""
    by_key = {gap.key: gap for gap in found}
    known = {**known, **_elsewhere(by_key.keys() - known.keys())}
    rows = [
        {"key": key, "found_at": now, "resolved_at": None, **{name: getattr(gap, name) for name in _FACTS}}
        for key, gap in sorted(by_key.items())
        if key not in known or _differs(known[key], gap)
    ]
    if rows:
        _put(rows)
    gone = [row.id for key, row in known.items() if key not in by_key and row.resolved_at is None]
    for some in batches(gone):
        db.session.execute(update(Gap).where(Gap.id.in_(some)).values(resolved_at=now).execution_options(
            synchronize_session=False))  # fmt: skip


def _known(column: Any, ids: Collection[int], span: Span, *conditions: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in batches(ids):
        query = select(Gap.__table__).where(column.in_(some), Gap.date.between(span.first, span.last), *conditions)
        found.update((row.key, row) for row in db.session.execute(query))
    return found


def _elsewhere(keys: Collection[str]) -> dict[str, Any]:
    """Stored gaps of these keys that lie on other dates or with another worker."""
    ordered = sorted(keys)
    found: dict[str, Any] = {}
    for start in range(0, len(ordered), 500):
        query = select(Gap.__table__).where(Gap.key.in_(ordered[start : start + 500]))
        found.update((row.key, row) for row in db.session.execute(query))
    return found


def _differs(row: Any, gap: GapFound) -> bool:
    return row.resolved_at is not None or any(getattr(row, name) != getattr(gap, name) for name in _FACTS)


def _put(rows: list[dict[str, Any]]) -> None:
    """Insert, or change where the key is there: a gap found again keeps when it was first found."""
    maker = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = maker(Gap)
    changed = {name: getattr(statement.excluded, name) for name in (*_FACTS, "resolved_at")}
    db.session.connection().execute(statement.on_conflict_do_update(index_elements=["key"], set_=changed), rows)
