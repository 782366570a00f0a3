"""Who asks, and what her form says."""

from __future__ import annotations

from datetime import date, datetime, time

from flask import abort, current_app, request

from backend.access.scope import Scope, current_scope
from backend.privacy.disclosing import reachable
from backend.privacy.extract import About
from schema import clock

DESK = ("head", "manager")
"""Who may have to do with one person's data. Who runs the system has not: the command line is for what they must do."""
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""The calendar's own ends have no day before or after them."""
HEADS = ("head", "admin")
"""Who answers for incidents, in her units or in all."""


def scope(*roles: str) -> Scope:
    """The scope of who asks, in the first of the roles that she holds."""
    return current_scope(*roles)


def person(who: Scope, kind: str, row_id: int) -> About:
    """The person, or 404: for one of another unit the same as for nobody."""
    found = reachable(who, kind, row_id)
    return found if found is not None else abort(404)


def text(name: str) -> str:
    """A field of the form, trimmed."""
    return request.form.get(name, "").strip()


def day(name: str) -> date | None:
    """A date of the form; None where it is empty or none, or of a year that nobody has to do with here."""
    try:
        found = date.fromisoformat(text(name))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def moment(day_name: str, time_name: str) -> datetime | None:
    """A local date and clock time of the form as an instant; None where either is missing or none."""
    on = day(day_name)
    try:
        at = time.fromisoformat(text(time_name))
    except ValueError:
        return None
    return clock.instant(on, at.replace(tzinfo=None)) if on is not None else None


def number(name: str) -> int | None:
    """A row id of the form."""
    told = text(name)
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 19 else None


def numbers(name: str) -> list[int]:
    """The row ids of a form's ticked boxes."""
    told = [one.strip() for one in request.form.getlist(name)]
    return [int(one) for one in told if one.isascii() and one.isdecimal() and len(one) < 19]


def municipality() -> str:
    """Whose service this is."""
    return str(current_app.extensions["settings"].municipality)
