from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class Gap(Base):
    """A gap between plan and reality, as the rules find it in the facts known now. Derived.

    `key` names it across recomputations: kind, visit (or the fact of an unplanned execution) and worker.
    """

    __tablename__ = "gap"
    __table_args__ = (UniqueConstraint("key"), Index(None, "unit_id", "date"), Index(None, "recipient_id", "date"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str]
    kind: Mapped[str]
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    fact_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("worker.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    date: Mapped[date]
    seconds: Mapped[int]
    """From the window's or plan's edge, not from the tolerance."""
    found_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    """When the facts changed so that the rules no longer find it."""


class GapReview(Base):
    """A step of the review of a gap: explained, closed, reopened. Append-only, survives recomputation."""

    __tablename__ = "gap_review"
    __table_args__ = (Index(None, "gap_key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    gap_key: Mapped[str]
    step: Mapped[str]
    reason: Mapped[str | None]
    text: Mapped[str | None] = mapped_column(Encrypted)
    measure: Mapped[str | None] = mapped_column(Encrypted)
    effect_check_on: Mapped[date | None]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
