from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class Trail(Base):
    """Who looked at or changed what about whom. Append-only; `digest` covers the plain content, for the seals."""

    __tablename__ = "trail"
    __table_args__ = (Index(None, "recipient_id", "at"), Index(None, "user_id", "at"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    api_key_id: Mapped[int | None] = mapped_column(ForeignKey("api_key.id"))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("card.id"))
    role: Mapped[str]
    action: Mapped[str]
    what: Mapped[str]
    """The route's endpoint or the command: never a value."""
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    address: Mapped[str | None] = mapped_column(Encrypted)
    salt: Mapped[str]
    digest: Mapped[str]
