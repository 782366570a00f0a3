"""When a relative may see anything, asked at each request: two consents with a basis, in force today."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_

from schema import clock
from schema.tables import Relative

LEVELS = ("times", "names", "services")


def consents_hold() -> ColumnElement[bool]:
    """The condition on `relative` that both consents are given, with a basis, and not over: the rows of the rule.

    `notifications.policy.Kin.level` says the same of one.
    """
    today = clock.today()
    columns = Relative.secrecy_consent_on, Relative.data_consent_on
    given = [column.is_not(None) & (column <= today) for column in columns]
    not_over = or_(Relative.consent_until.is_(None), Relative.consent_until >= today)
    basis = and_(Relative.consent_basis.is_not(None), Relative.consent_basis != "")
    return and_(Relative.revision > 0, *given, basis, not_over, Relative.may_see.in_(LEVELS))
