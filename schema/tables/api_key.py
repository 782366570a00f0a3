from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Id


class ApiKey(Base):
    """Another system's key, bound to a source and to scopes; only its keyed hash is kept."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("key_hash"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str]
    key_hash: Mapped[str]
    scopes: Mapped[str]
    """Space-separated, of contract section 4."""
    source: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
