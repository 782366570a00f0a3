"""The scope of who asks. Every query about people goes through one of these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_security import current_user
from sqlalchemy import ColumnElement, Select, and_, false, or_, true

from schema import clock
from schema.tables import Recipient, User


@dataclass(frozen=True)
class Scope:
    """Who asks, in which role, about which units.

    `unit_ids` None means the whole municipality; an empty set means nobody. `worker_id` narrows to one worker's own
    visits. `protected` says whether recipients with protected identity are included; `handled` are those whose named
    handler this is. `opened` are recipients outside the units whom break-glass has opened for a while. `device_id` and
    `phone_id` say on which paired device or enrolled phone it is asked.
    """

    role: str
    unit_ids: frozenset[int] | None
    user_id: int | None = None
    api_key_id: int | None = None
    worker_id: int | None = None
    source: str | None = None
    protected: bool = False
    handled: frozenset[int] = frozenset()
    opened: frozenset[int] = frozenset()
    device_id: int | None = None
    phone_id: int | None = None

    @property
    def home_unit(self) -> int | None:
        """The one unit that this scope is of, for the trail; None for several or all."""
        return next(iter(self.unit_ids)) if self.unit_ids is not None and len(self.unit_ids) == 1 else None

    def covers(self, unit_id: int) -> bool:
        """Whether a unit is inside the scope."""
        return self.unit_ids is None or unit_id in self.unit_ids

    def units(self, column: Any) -> ColumnElement[bool]:
        """The condition that a unit id column lies inside the scope."""
        if self.unit_ids is None:
            return true()
        return column.in_(sorted(self.unit_ids)) if self.unit_ids else false()

    def people(self, query: Select[Any]) -> Select[Any]:
        """Narrow a query that selects from `recipient` to the recipients inside the scope."""
        return query.where(self.reaches(Recipient.unit_id), self.visible())

    def reaches(self, unit_column: Any) -> ColumnElement[bool]:
        """The condition that a row joined with `recipient` is of the scope's units, or of somebody opened to it."""
        inside = self.units(unit_column)
        return or_(inside, Recipient.id.in_(sorted(self.opened))) if self.opened else inside

    def visible(self) -> ColumnElement[bool]:
        """The condition on `recipient` beside her unit: of the scope's source, neither void nor hidden from it."""
        source = Recipient.source == self.source if self.source is not None else true()
        return and_(Recipient.revision > 0, source, self._not_hidden())

    def _not_hidden(self) -> ColumnElement[bool]:
        if self.protected:
            return true()
        plain = Recipient.protected.is_(False)
        return or_(plain, Recipient.id.in_(sorted(self.handled))) if self.handled else plain


NOBODY = Scope(role="nobody", unit_ids=frozenset())
"""Somebody of whom nothing is known: she reaches nobody."""
MUNICIPALITY = Scope(role="service", unit_ids=None, protected=True)
"""The service itself: jobs and operators' commands, which answer to no one person."""


def scope_of(user: User, roles: Iterable[str]) -> Scope:
    """The scope of a user in the first of `roles` that a grant in force gives."""
    today = clock.today()
    held = [grant for grant in user.grants if grant.holds_on(today)]
    for role in roles:
        units = [grant.unit_id for grant in held if grant.role == role]
        if units:
            whole = None in units
            ids = None if whole else frozenset(unit for unit in units if unit is not None)
            return Scope(role, ids, user_id=user.id, worker_id=user.worker_id if role == "worker" else None)
    return NOBODY


def current_scope(*roles: str) -> Scope:
    """The signed-in user's scope in the first of `roles` that she holds; an empty one for anybody else."""
    if not current_user.is_authenticated:
        return NOBODY
    return scope_of(current_user, roles)
