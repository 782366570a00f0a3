from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class BreakGlass(Base):
    """Access to one recipient outside one's units, taken with a reason for a short time. Seen in the log check."""

    __tablename__ = "break_glass"
    __table_args__ = (Index(None, "user_id", "until_at"), Index(None, "recipient_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    reason: Mapped[str] = mapped_column(Encrypted)
    opened_at: Mapped[datetime]
    until_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Handler(Base):
    """Somebody named to handle a recipient with protected identity: nobody else of the staff sees her."""

    __tablename__ = "handler"
    __table_args__ = (Index(None, "user_id"), Index(None, "recipient_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    named_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    named_at: Mapped[datetime]


class LogCheck(Base):
    """A log check (loggkontroll): whose accesses somebody looked through, and what she found. Append-only."""

    __tablename__ = "log_check"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Whose accesses."""
    break_glass_id: Mapped[int | None] = mapped_column(ForeignKey("break_glass.id"))
    """The one opening that was looked at, where it was one."""
    from_on: Mapped[date]
    until_on: Mapped[date]
    verdict: Mapped[str]
    """in_order, asked or misuse."""
    text: Mapped[str | None] = mapped_column(Encrypted)
    checked_by_user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime]
