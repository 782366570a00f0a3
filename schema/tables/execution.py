from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Id


class Execution(Base):
    """One worker's check-in with its check-out, linked to a visit or unplanned. Derived from the events."""

    __tablename__ = "execution"
    __table_args__ = (
        Index(None, "visit_id"),
        Index(None, "recipient_id", "worker_id", "check_in_at"),
        Index(None, "recipient_id", "date"),
        Index(None, "worker_id", "date"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    """None: unplanned."""
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    date: Mapped[date]
    """The local date of the visit, or of the first fact when unplanned."""
    check_in_at: Mapped[datetime | None]
    check_out_at: Mapped[datetime | None]
    check_in_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    check_out_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    method: Mapped[str]
    extra_taps: Mapped[int] = mapped_column(default=0)
