"""What somebody tells us of a visit, or writes to the unit, and what she asks of a visit to come."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class Remark(Base):
    """Her word, or a relative's: of a visit, or to the unit. It stands beside the worker's. Append-only."""

    __tablename__ = "remark"
    __table_args__ = (
        UniqueConstraint("once"),
        Index(None, "recipient_id", "date"),
        Index(None, "visit_id"),
        Index(None, "unit_id", "said_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    once: Mapped[str]
    """What makes it one: a form that is sent twice is one remark."""
    kind: Mapped[str]
    """not_come, wrong_person, too_short or other, of a visit; message or call_back, to the unit."""
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """Whose it is to answer."""
    date: Mapped[date]
    """The visit's local date, else the day on which it was said."""
    text: Mapped[str | None] = mapped_column(Encrypted)
    way: Mapped[str]
    """page, card, call, sms, paper or spoken."""
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    """Her own device, or the relative's."""
    relative_id: Mapped[int | None] = mapped_column(ForeignKey("relative.id"))
    """Who said it, where it was not herself."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who of the staff wrote it down, on her word or from her paper."""
    said_at: Mapped[datetime]


class RemarkStep(Base):
    """What became of a remark: answered to who said it, rung, or put away. Append-only."""

    __tablename__ = "remark_step"
    __table_args__ = (Index(None, "remark_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    remark_id: Mapped[int] = mapped_column(ForeignKey("remark.id"))
    step: Mapped[str]
    """answered, rung, put_away or put_back."""
    text: Mapped[str | None] = mapped_column(Encrypted)
    """The answer, as its sender reads it."""
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class VisitRequest(Base):
    """She asks to be without a visit, or to have it at another time. It goes to the planner. Append-only."""

    __tablename__ = "visit_request"
    __table_args__ = (
        UniqueConstraint("once"),
        Index(None, "recipient_id", "date"),
        Index(None, "visit_id"),
        Index(None, "unit_id", "date"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    once: Mapped[str]
    kind: Mapped[str]
    """decline or other_time."""
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    date: Mapped[date]
    """The visit's local date when she asked."""
    revision: Mapped[int]
    """The visit's revision that she saw."""
    wanted_from_at: Mapped[datetime | None]
    """other_time: when the visit is to begin, at the earliest and at the latest."""
    wanted_until_at: Mapped[datetime | None]
    text: Mapped[str | None] = mapped_column(Encrypted)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    """Her own device; None, and no user either: in a call in which she had proven herself."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who of the staff wrote it down on her word."""
    asked_at: Mapped[datetime]


class RequestStep(Base):
    """What became of a request: granted, refused, withdrawn by herself, or seen in the plan. Append-only."""

    __tablename__ = "request_step"
    __table_args__ = (Index(None, "request_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("visit_request.id"))
    step: Mapped[str]
    """granted, refused, withdrawn, or reverted (an import brought the visit back as it was)."""
    text: Mapped[str | None] = mapped_column(Encrypted)
    """A word to her."""
    run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    at: Mapped[datetime]
