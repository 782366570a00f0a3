"""The scope of who asks. Every query about people goes through one of these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import g, has_request_context
from flask_security import current_user
from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from schema import clock
from schema.db import db
from schema.tables import BreakGlass, Handler, Recipient, User

MAY_OPEN = ("manager", "head")
"""Roles that break-glass opens somebody to."""


@dataclass(frozen=True)
class Scope:
    """Who asks, in which role, about which units.

    `unit_ids` None means the whole municipality; an empty set means nobody. `worker_id` narrows to one worker's own
    visits. `protected` says whether recipients with protected identity are included; `handled` are those whose named
    handler this is, in her units or not. `opened` are recipients outside the units whom break-glass has opened for a
    while, `opened_why` each one's reason. `device_id` and `phone_id` say on which paired device or enrolled phone it
    is asked; `in_a_call` that a recipient asks in a call in which she has proven herself.
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
    opened_why: Mapping[int, str] = field(default_factory=dict, compare=False, repr=False)
    device_id: int | None = None
    phone_id: int | None = None
    in_a_call: bool = False

    @property
    def by_herself(self) -> bool:
        """Whether a recipient asks herself, on a device of hers or in a call."""
        return self.device_id is not None or self.in_a_call

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
        """The condition that a row joined with `recipient` is of the scope's units, or of somebody lent to it.

        Lent are those opened by break-glass, and those whose named handler this is.
        """
        inside, lent = self.units(unit_column), self.opened | self.handled
        return or_(inside, Recipient.id.in_(sorted(lent))) if lent else inside

    def answers_for(self, unit_column: Any) -> ColumnElement[bool]:
        """The condition that a row joined with `recipient` is this scope's to decide or answer.

        It is of the scope's units, or of somebody whose named handler this is. Whom break-glass opened is read only.
        """
        inside = self.units(unit_column)
        return or_(inside, Recipient.id.in_(sorted(self.handled))) if self.handled else inside

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


def held_roles(user: User) -> frozenset[str]:
    """The roles that a user may act in now: none while her second factor is missing.

    Signed in by PIN on a shared phone she is a worker, whatever her grants.
    """
    if getattr(_sign_in(), "half_way", False):
        return frozenset()
    held = frozenset(role.name for role in user.roles)
    return held & {"worker"} if _by_pin() else held


def scope_of(user: User, roles: Iterable[str]) -> Scope:
    """The scope of a user in the first of `roles` that a grant in force gives."""
    today, may = clock.today(), held_roles(user)
    held = [grant for grant in user.grants if grant.holds_on(today) and grant.role in may]
    for role in roles:
        units = [grant.unit_id for grant in held if grant.role == role]
        if units:
            ids = None if None in units else frozenset(unit for unit in units if unit is not None)
            why = _opened(user.id) if role in MAY_OPEN and ids is not None else {}
            return Scope(
                role, ids, user_id=user.id, worker_id=user.worker_id if role == "worker" else None,
                handled=_handled(user.id) if role != "worker" else frozenset(), opened=frozenset(why), opened_why=why,
                phone_id=getattr(_sign_in(), "phone_id", None),
            )  # fmt: skip
    return NOBODY


def current_scope(*roles: str) -> Scope:
    """The signed-in user's scope in the first of `roles` that she holds; an empty one for anybody else."""
    if not current_user.is_authenticated:
        return NOBODY
    return scope_of(current_user, roles)


def _sign_in() -> Any:
    """The row of the session that this request is of (`sessions` leaves it there); None outside a session."""
    return g.get("sign_in") if has_request_context() else None


def _by_pin() -> bool:
    return getattr(_sign_in(), "way", None) == "pin"


def _opened(user_id: int) -> dict[int, str]:
    """Whom the user's break-glass openings in force open, and why."""
    standing = (BreakGlass.until_at > clock.now(), BreakGlass.closed_at.is_(None))
    query = select(BreakGlass.recipient_id, BreakGlass.reason).where(BreakGlass.user_id == user_id, *standing)
    return {recipient_id: reason for recipient_id, reason in db.session.execute(query.order_by(BreakGlass.id))}


def _handled(user_id: int) -> frozenset[int]:
    today = clock.today()
    query = select(Handler.recipient_id).where(
        Handler.user_id == user_id, Handler.from_on <= today,
        or_(Handler.until_on.is_(None), Handler.until_on >= today),
    )  # fmt: skip
    return frozenset(db.session.scalars(query.order_by(Handler.id)))
