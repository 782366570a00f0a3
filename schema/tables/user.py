from __future__ import annotations

from datetime import date, datetime

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from schema import clock
from schema.db import Base
from schema.types import Id


class Role(RoleMixin):
    """A role by its code: worker, planner, manager, head, admin. Held through a grant, never on its own."""

    def __init__(self, name: str):
        self.name = name


class User(UserMixin, Base):
    """Somebody of the staff who signs in. A worker's sign-in is bound to the plan's worker."""

    __tablename__ = "user"
    __table_args__ = (UniqueConstraint("email"), UniqueConstraint("fs_uniquifier"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str]
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("worker.id"))
    created_at: Mapped[datetime]
    grants: Mapped[list[Grant]] = relationship(lazy="selectin", order_by="Grant.id")

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]  # read-only: held through grants
        """The roles of the grants in force today."""
        today = clock.today()
        return [Role(name) for name in sorted({grant.role for grant in self.grants if grant.holds_on(today)})]


class Grant(Base):
    """A role with the unit (None: the whole municipality) and the days that it holds for."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role", "unit_id", "from_on"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    def holds_on(self, day: date) -> bool:
        """Whether the grant is in force on a local date."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)
