"""Whether this database is a demonstration, and around which moment its day is laid.

A demonstration is a database whose plan came from the source DEMONSTRATION; nothing else makes one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from schema.db import db
from schema.tables import ImportRun, User

SOURCE = "demonstration"
PLANNED_AHEAD = timedelta(days=4)
"""How long before its anchor the demonstration's plan was handed over."""


def anchor() -> datetime | None:
    """The moment that the demonstration is laid around; None where this is no demonstration."""
    first = db.session.scalar(select(func.min(ImportRun.started_at)).where(ImportRun.source == SOURCE))
    return first + PLANNED_AHEAD if first else None


def is_untouched() -> bool:
    """Whether nothing lives in this database yet, so that a demonstration harms nobody."""
    return not db.session.scalar(select(func.count(ImportRun.id))) and not db.session.scalar(
        select(func.count(User.id))
    )
