"""What the manager's pages are asked for: numbers and dates from addresses and forms, or nothing."""

from __future__ import annotations

from datetime import date

from flask import request

from backend.access.scope import Scope, current_scope
from backend.gaps.review import Step
from schema import clock

FIRST_YEAR, LAST_YEAR = 2000, 2999
"""A day of another year is a typing error, and the calendar's own ends have no day before or after them."""


def own_scope() -> Scope:
    """The reader's own units, as manager or head."""
    return current_scope("manager", "head")


def day() -> date:
    """The date of `?dag=`, today unless it is one."""
    return _date(request.args.get("dag")) or clock.today()


def unit(known: tuple[tuple[int, str], ...]) -> int | None:
    """The unit of `?enhet=`, if it is one of the reader's."""
    asked = request.args.get("enhet", type=int)
    return asked if asked in {unit_id for unit_id, _ in known} else None


def gap_ids() -> list[int]:
    """The gaps that a form is about."""
    return sorted(set(request.form.getlist("gap", type=int)))[:200]


def step() -> Step:
    """The step that a form takes: the button pressed says the reason."""
    form = request.form
    return Step(
        step=form.get("step", "explain"),
        reason=form.get("reason"),
        text=form.get("text"),
        measure=form.get("measure"),
        effect_check_on=_date(form.get("effect_check_on")),
    )


def _date(text: str | None) -> date | None:
    try:
        found = date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None
    return found if found and FIRST_YEAR <= found.year <= LAST_YEAR else None
