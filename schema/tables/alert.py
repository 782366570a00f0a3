"""Nobody has come, as far as is known: who is told of it, one after the other, until somebody takes it."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import ForeignKey, Index, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class OnCall(Base):
    """Who is told when somebody has not come, step by step, between local times. Ended by `until_at`, never changed."""

    __tablename__ = "on_call"
    __table_args__ = (Index(None, "unit_id"), Index(None, "phone_hash"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    step: Mapped[int]
    """1 is told first; the next one when nobody took it within `minutes`."""
    name: Mapped[str] = mapped_column(Encrypted)
    phone: Mapped[str] = mapped_column(Encrypted)
    phone_hash: Mapped[str]
    from_time: Mapped[time] = mapped_column(Time)
    to_time: Mapped[time] = mapped_column(Time)
    """Local; before `from_time` it is after midnight; equal to it: always."""
    minutes: Mapped[int]
    until_at: Mapped[datetime | None]


class Alert(Base):
    """A visit that nobody has come to, until somebody has taken it, somebody came, or it is missed."""

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("visit_id"), Index(None, "unit_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    raised_at: Mapped[datetime]
    step: Mapped[int]
    told_at: Mapped[datetime | None]
    """When the step now standing was told."""
    taken_at: Mapped[datetime | None]
    taken_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    escalated_at: Mapped[datetime | None]
    """When the relatives may hear: the last step did not take it, or a manager says so."""
    over_at: Mapped[datetime | None]
    """When somebody came, or the visit was found missed."""
