"""Whether this database is a demonstration, and around which moment its day is laid.

A demonstration is a database whose plan came from the source DEMONSTRATION; nothing else makes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from schema.db import db
from schema.tables import ImportRun, Recipient, User, Visit, Worker

SOURCE = "demonstration"
PLANNED_AHEAD = timedelta(days=4)
"""How long before its anchor the demonstration's plan was handed over."""


@dataclass(frozen=True)
class Ids:
    """Inside ids by outside ids."""

    visits: dict[str, int]
    workers: dict[str, int]
    recipients: dict[str, int]


def anchor() -> datetime | None:
    """The moment that the demonstration is laid around; None where this is no demonstration."""
    first = db.session.scalar(select(func.min(ImportRun.started_at)).where(ImportRun.source == SOURCE))
    return first + PLANNED_AHEAD if first else None


def is_one() -> bool:
    """Whether this database is a demonstration and nothing else: no plan of another source ever came in."""
    sources = set(db.session.scalars(select(ImportRun.source).distinct()))
    return sources == {SOURCE}


def is_untouched() -> bool:
    """Whether nothing lives in this database yet, so that a demonstration harms nobody."""
    return not db.session.scalar(select(func.count(ImportRun.id))) and not db.session.scalar(
        select(func.count(User.id))
    )


def homes() -> dict[str, int]:
    """The home of each recipient of the demonstration, by her outside id."""
    query = select(Recipient.outside_id, Recipient.home_id).where(Recipient.source == SOURCE).order_by(Recipient.id)
    return {outside_id: home_id for outside_id, home_id in db.session.execute(query)}


def ids() -> Ids:
    """The inside ids of the demonstration's visits, workers and recipients, by their outside ids."""
    return Ids(*(_ids(table) for table in (Visit, Worker, Recipient)))


def _ids(table: type[Visit] | type[Worker] | type[Recipient]) -> dict[str, int]:
    query = select(table.outside_id, table.id).where(table.source == SOURCE).order_by(table.id)
    return {outside_id: row_id for outside_id, row_id in db.session.execute(query)}
