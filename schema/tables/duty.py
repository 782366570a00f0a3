"""The duties of who keeps data about people: consents, holds, incidents."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, EncryptedJson, Id, IdList


class Consent(Base):
    """A wish or consent recorded here. Append-only; a later withdrawal stands against it."""

    __tablename__ = "consent"
    __table_args__ = (Index(None, "recipient_id"), Index(None, "relative_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    what: Mapped[str]
    """sms_detail, card_detail, relative, device, or a relative's own notices."""
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"))
    relative_id: Mapped[int | None] = mapped_column(ForeignKey("relative.id"))
    level: Mapped[str | None]
    """times, names or services, where it has one."""
    basis: Mapped[str]
    """self, guardian or future_power."""
    given_by: Mapped[str | None] = mapped_column(Encrypted)
    """Who gave it, where it was not herself: the guardian's or the attorney's name."""
    how: Mapped[str]
    """written, spoken, telephone, by a text (sms) or on her device (own)."""
    given_on: Mapped[date]
    until_on: Mapped[date | None]
    recorded_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """None: she herself, by a text from her number or on her device."""
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    """Her own device, where she said it there."""
    recorded_at: Mapped[datetime]


class Hold(Base):
    """What retention leaves: a legal hold on one person or one worker, or a selection for research."""

    __tablename__ = "hold"
    __table_args__ = (Index(None, "recipient_id"), Index(None, "worker_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    """legal or research."""
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"))
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("worker.id"))
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Encrypted)
    placed_by_user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    placed_at: Mapped[datetime]
    lifted_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    lifted_at: Mapped[datetime | None]
    lifted_why: Mapped[str | None] = mapped_column(Encrypted)


class Incident(Base):
    """A step in the record of a personal data incident. Append-only: the first row of a number opens it."""

    __tablename__ = "incident"
    __table_args__ = (Index(None, "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[int]
    step: Mapped[str]
    """found, measure, reported (to IMY), told (those concerned) or closed."""
    unit_ids: Mapped[tuple[int, ...] | None] = mapped_column(IdList)
    """The units that it concerns, said by its first row; None or empty: the whole municipality."""
    happened_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Encrypted)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime]


class Disclosure(Base):
    """Data about somebody handed out: an extract of one person, or "who was with whom". Append-only."""

    __tablename__ = "disclosure"
    __table_args__ = (Index(None, "recipient_id"), Index(None, "worker_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    """extract or who_with_whom."""
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"))
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("worker.id"))
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Encrypted)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    seal: Mapped[object] = mapped_column(EncryptedJson)
    """Digest, signature and public key of what was handed out."""


class KeyRotation(Base):
    """How far a rotation of DATA_KEYS has come, table by table, so that it can go on where it stopped."""

    __tablename__ = "key_rotation"

    table: Mapped[str] = mapped_column(primary_key=True)
    key_print: Mapped[str] = mapped_column(primary_key=True)
    """A short keyed print of the key rotated to."""
    last_id: Mapped[str]
    rows: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
