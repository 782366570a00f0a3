from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Encrypted, Id


class Home(Base):
    """A home: one person's, or a couple's. The card hangs in it, and travel is between homes.

    `version` grows with every change that its card could show; the card's ETag is decided by it.
    """

    __tablename__ = "home"
    __table_args__ = (UniqueConstraint("source", "outside_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source: Mapped[str]
    outside_id: Mapped[str]
    """The planning system's home_id, else a keyed hash of the address, else the recipient's own id (prefixed)."""
    address: Mapped[str | None] = mapped_column(Encrypted)
    postal_code: Mapped[str | None] = mapped_column(Encrypted)
    city: Mapped[str | None] = mapped_column(Encrypted)
    latitude: Mapped[str | None] = mapped_column(Encrypted)
    longitude: Mapped[str | None] = mapped_column(Encrypted)
    version: Mapped[int] = mapped_column(Id, default=1)

    @property
    def place(self) -> str:
        """Where it is, on one line: "Björkvägen 3, 743 20 Provköping"; what is not known is left out."""
        town = " ".join(part for part in (self.postal_code, self.city) if part)
        return ", ".join(part for part in (self.address, town) if part)
