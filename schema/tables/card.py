from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class Card(Base):
    """The QR card in a home's hall: an opaque token, found by a keyed hash, encrypted to be printed again."""

    __tablename__ = "card"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "home_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    home_id: Mapped[int] = mapped_column(ForeignKey("home.id"))
    token_hash: Mapped[str]
    token: Mapped[str] = mapped_column(Encrypted)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
