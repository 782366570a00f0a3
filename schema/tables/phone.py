from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class Phone(Base):
    """A unit's phone that workers share. A manager's QR enrols it once; from then on a PIN opens a worker's day."""

    __tablename__ = "phone"
    __table_args__ = (UniqueConstraint("code_hash"), UniqueConstraint("token_hash"), Index(None, "unit_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    label: Mapped[str]
    """What stands on its back: "Telefon 7"."""
    code_hash: Mapped[str | None]
    """Keyed hash of the QR's one-time code, until it is used."""
    code_expires_at: Mapped[datetime | None]
    token_hash: Mapped[str | None]
    """Keyed hash of what the phone keeps once it is enrolled."""
    made_by_user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    enrolled_at: Mapped[datetime | None]
    browser: Mapped[str | None] = mapped_column(Encrypted)
    used_at: Mapped[datetime | None]
    wrong: Mapped[int] = mapped_column(default=0)
    """Wrong PINs in a row, whoever's."""
    locked_at: Mapped[datetime | None]
    cut_at: Mapped[datetime | None]
    cut_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
