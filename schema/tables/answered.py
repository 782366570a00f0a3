"""What people answer to our texts and calls, and who is called by hand."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class InboundText(Base):
    """A text that somebody sent us. Its words are kept as long as the messages' are."""

    __tablename__ = "inbound_text"
    __table_args__ = (UniqueConstraint("sid"), Index(None, "unit_id", "answered_at"), Index(None, "number_hash"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    sid: Mapped[str]
    """What the provider knows it by: one that comes twice is one."""
    number: Mapped[str] = mapped_column(Encrypted)
    number_hash: Mapped[str]
    body: Mapped[str | None] = mapped_column(Encrypted)
    meaning: Mapped[str]
    """stop, start, wrong, yes, no, today, tomorrow, help or other."""
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    """Whose inbox it lies in; None where the number is nobody's."""
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"))
    """Who has the number, where it is one person."""
    received_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """When it was answered, or looked at and put away."""
    answered_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answer_message_id: Mapped[int | None] = mapped_column(Id)


class CameAnswer(Base):
    """Her own word on whether somebody came: evidence apart from the worker's. Append-only."""

    __tablename__ = "came_answer"
    __table_args__ = (Index(None, "recipient_id", "date"), Index(None, "visit_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    date: Mapped[date]
    came: Mapped[bool]
    message_id: Mapped[int | None] = mapped_column(Id)
    """The question that it answers."""
    way: Mapped[str | None]
    """page, card, call, sms, paper or spoken; None before ways were kept: by a text."""
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who of the staff wrote it down on her word."""
    answered_at: Mapped[datetime]


class HandCall(Base):
    """Somebody whose message did not arrive is called by hand: ticked off here."""

    __tablename__ = "hand_call"
    __table_args__ = (UniqueConstraint("message_id"), Index(None, "unit_id", "date"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(Id)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    date: Mapped[date]
    done_at: Mapped[datetime]
    done_by_user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class KeptPromise(Base):
    """A public figure of one day. Derived: counted anew as long as the day may still change."""

    __tablename__ = "kept_promise"

    date: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    """handed_over, before_visit, to_the_list, told_in_advance or on_agreed_time."""
    part: Mapped[int]
    """Of `whole`, how many; for a median the seconds."""
    whole: Mapped[int]
    counted_at: Mapped[datetime]
