from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class Trail(Base):
    """Who looked at or changed what about whom, from where and why. Append-only.

    `digest` covers the plain content of every other column but the id (`schema.chains`), for the seals.
    """

    __tablename__ = "trail"
    __table_args__ = (
        Index(None, "recipient_id", "at"),
        Index(None, "user_id", "at"),
        Index(None, "worker_id", "at"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who, where it was somebody of the staff."""
    api_key_id: Mapped[int | None] = mapped_column(ForeignKey("api_key.id"))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("card.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    """Who, where it was a paired device of a recipient's or a relative's."""
    phone_id: Mapped[int | None] = mapped_column(ForeignKey("phone.id"))
    """The enrolled phone that it was done on."""
    role: Mapped[str]
    from_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    """The unit that the one who looked works in; None: the whole municipality, or nobody's."""
    action: Mapped[str]
    """read, print, export, change, sign_in, sign_out, refused, break_glass."""
    what: Mapped[str]
    """The route's endpoint or the command: never a value."""
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"))
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("worker.id"))
    """Whom of the staff it was about."""
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    gap_id: Mapped[int | None] = mapped_column(Id)
    """The gap under review: itself the reason. No foreign key, since gaps are derived anew."""
    reason: Mapped[str | None] = mapped_column(Encrypted)
    """Why, where it was asked for."""
    address: Mapped[str | None] = mapped_column(Encrypted)
    salt: Mapped[str]
    digest: Mapped[str]
