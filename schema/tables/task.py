from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Id


class Task(Base):
    """Something a planner or manager is asked to look at: no plan for today, a number that two people share."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("key"), Index(None, "unit_id", "settled_at"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str]
    kind: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"))
    date: Mapped[date]
    raised_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
