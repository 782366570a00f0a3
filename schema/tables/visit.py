from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id, IdList

REVISED = "revision > 1"
"""The few visits that may be judged by an earlier plan, on another date."""


class VisitPlan:
    """The planned content of a visit, as in contract section 3."""

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    date: Mapped[date]
    """The local date of window_start."""
    window_start_at: Mapped[datetime]
    window_end_at: Mapped[datetime]
    duration_minutes: Mapped[int]
    service_ids: Mapped[tuple[int, ...]] = mapped_column(IdList)
    worker_ids: Mapped[tuple[int, ...]] = mapped_column(IdList)
    staff: Mapped[int]
    """Required staff: `staff` of the package, else the number of workers, at least 1."""
    time_critical: Mapped[bool]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    cancelled: Mapped[bool]
    digest: Mapped[str]


class Visit(VisitPlan, Base):
    """A planned visit: its keys, the revision in force, and the state derived from the facts."""

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("source", "outside_id"),
        Index(None, "recipient_id", "date"),
        Index(None, "unit_id", "date"),
        Index(None, "window_end_at"),
        Index("ix_visit_revised", "recipient_id", "date", sqlite_where=text(REVISED), postgresql_where=text(REVISED)),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source: Mapped[str]
    outside_id: Mapped[str]
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    revision: Mapped[int]
    """Number of the revision in force; 0 when every import that brought it was taken back (hidden everywhere)."""
    status: Mapped[str]
    """Derived: planned, in_progress, done, missed, cancelled, absent, declined."""
    started_at: Mapped[datetime | None]
    """Derived: first check-in, else first arrival; set also where the visit stays missed."""
    ended_at: Mapped[datetime | None]
    """Derived: last check-out, once nobody is there any more."""
    expected_at: Mapped[datetime | None]
    """Derived: when it is now expected to begin, where the forecast is later than the window allows."""


class VisitRevision(VisitPlan, Base):
    """One revision of a visit. Append-only. In force is the highest number whose run is not taken back."""

    __tablename__ = "visit_revision"
    __table_args__ = (UniqueConstraint("visit_id", "number"), Index(None, "run_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    number: Mapped[int]
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    published_at: Mapped[datetime]
    outside_id: Mapped[str]
    cancel_reason: Mapped[str | None] = mapped_column(Encrypted)


class VisitWorker(Base):
    """Who is planned on which day, from the revision in force: the worker's route. Derived."""

    __tablename__ = "visit_worker"
    __table_args__ = (Index(None, "visit_id"),)

    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"), primary_key=True)
    date: Mapped[date] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)


class VisitAlias(Base):
    """An earlier outside id of a visit that came back under a new one: both still find it."""

    __tablename__ = "visit_alias"

    source: Mapped[str] = mapped_column(primary_key=True)
    outside_id: Mapped[str] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
