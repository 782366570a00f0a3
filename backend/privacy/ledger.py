"""What retention has let go: the runs, by rule and table, without people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from schema.db import db
from schema.tables import RetentionRun

SHOWN = 30


@dataclass(frozen=True)
class RunLine:
    """A run: when, and how many rows went under each rule."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    rules: dict[str, int]
    kept: dict[str, int]


def runs() -> list[RunLine]:
    """The last runs, newest first."""
    query = select(RetentionRun).order_by(RetentionRun.id.desc()).limit(SHOWN)
    return [_line(row) for row in db.session.scalars(query)]


def _line(row: RetentionRun) -> RunLine:
    record: Any = row.record or {}
    counts = {name: sum(tables.values()) for name, tables in record.get("rules", {}).items()}
    return RunLine(row.id, row.started_at, row.finished_at, counts, record.get("kept", {}))
