"""Whose accesses somebody may check: those about her units or by their staff, and never her own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true

from backend.access.scope import Scope
from schema.db import db
from schema.tables import Grant, Recipient, Trail, User


def checkable(scope: Scope) -> ColumnElement[bool]:
    """The condition on `trail`, with `recipient` joined to it from the left, of what the scope may check.

    A look at somebody with protected identity is for her named handlers to check.
    """
    known = or_(Trail.recipient_id.is_(None), scope.visible())
    return and_(not_own(scope, Trail.user_id), known, _of_units(scope))


def not_own(scope: Scope, user_column: Any) -> ColumnElement[bool]:
    """The condition that an access is somebody else's: nobody checks herself."""
    return or_(user_column.is_(None), user_column != scope.user_id)


def staff_of(scope: Scope) -> ColumnElement[bool]:
    """The condition on `user` of accounts with a role in the scope's units at any time, the asker's own left out."""
    mine: ColumnElement[bool] = true()
    if scope.unit_ids is not None:
        mine = User.id.in_(select(Grant.user_id).where(scope.units(Grant.unit_id)))
    return and_(User.id != scope.user_id, mine)


def staff(scope: Scope) -> list[tuple[int, str]]:
    """The staff whose accesses the scope may check: id and name, by name."""
    query = select(User.id, User.name).where(staff_of(scope)).order_by(User.name, User.id)
    return [(user_id, name) for user_id, name in db.session.execute(query)]


def _of_units(scope: Scope) -> ColumnElement[bool]:
    if scope.unit_ids is None:
        return true()
    by_staff = Trail.user_id.in_(select(Grant.user_id).where(scope.units(Grant.unit_id)))
    about = and_(Trail.recipient_id.is_not(None), scope.units(Recipient.unit_id))
    return or_(about, scope.units(Trail.unit_id), by_staff)
