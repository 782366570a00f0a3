from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from schema.db import Base
from schema.types import Id


class Tolerance(Base):
    """A tolerance in minutes for a kind of gap, from a date on, for a unit and a service (None: all)."""

    __tablename__ = "tolerance"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    minutes: Mapped[int]
    from_on: Mapped[date]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
