from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Id


class LimitCount(Base):
    """How often something was tried in the window that is running, for all processes together.

    On SQLite it is kept in a file of its own beside the database, so that counting never waits for the one writer.
    """

    __tablename__ = "limit_count"
    __table_args__ = (Index(None, "ends_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    """Keyed hash of what is limited and for whom."""
    count: Mapped[int] = mapped_column(Id)
    ends_at: Mapped[datetime]
