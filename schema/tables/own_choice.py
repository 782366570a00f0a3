"""What somebody chose for herself, what a unit offers, and what the municipality says on its public pages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class OwnChoice(Base):
    """A choice of a person about what is shown or asked of her. Append-only: the last of a kind is in force.

    It stands against every import.
    """

    __tablename__ = "own_choice"
    __table_args__ = (
        Index(None, "recipient_id"),
        Index(None, "relative_id"),
        CheckConstraint("(relative_id IS NULL) <> (recipient_id IS NULL)", name="one_person"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"))
    relative_id: Mapped[int | None] = mapped_column(ForeignKey("relative.id"))
    what: Mapped[str]
    """language, quiet, survey or calendar."""
    value: Mapped[str]
    """A language's code; local times as 21:00-08:00, or none; on or off; how much a calendar says."""
    how: Mapped[str]
    """own (on her device), or on her word: spoken, telephone or written.

    By telephone and no user: by herself, in a call in which she had proven who she is."""
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]


class UnitOffer(Base):
    """What a unit lets its recipients ask for, and by what its fee goes. Append-only: the last row is in force."""

    __tablename__ = "unit_offer"
    __table_args__ = (Index(None, "unit_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    ask_minutes: Mapped[int]
    """How long before its window a visit can be declined or asked for at another time; 0: until it begins."""
    fee_by: Mapped[str]
    """executed or planned: which time the fee may be based on."""
    survey: Mapped[bool]
    """Whether the unit asks how visits were."""
    recorded_at: Mapped[datetime]
    recorded_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class WorkerPhoto(Base):
    """A worker's picture, by her own consent. Removing it empties the row."""

    __tablename__ = "worker_photo"
    __table_args__ = (Index(None, "worker_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"))
    image: Mapped[str | None] = mapped_column(Encrypted)
    """A square JPEG without any other data, in base64; None once it is removed."""
    consented_at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Whose account gave it: her own."""
    removed_at: Mapped[datetime | None]
    removed_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class PublicText(Base):
    """What the municipality fills in on a public page. Append-only: the last of a name and language is in force."""

    __tablename__ = "public_text"
    __table_args__ = (Index(None, "name", "language"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str]
    language: Mapped[str]
    """A language's code; "" where it is the same in all."""
    value: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Feedback(Base):
    """What somebody wrote of how a page works for her, to be answered by the municipality."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("once"), Index(None, "answered_at"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    once: Mapped[str]
    """What makes it one: a form that is sent twice is one."""
    about: Mapped[str]
    """accessibility or privacy."""
    text: Mapped[str] = mapped_column(Encrypted)
    reach: Mapped[str | None] = mapped_column(Encrypted)
    """Where an answer goes: a number or an address, as she wrote it."""
    said_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
