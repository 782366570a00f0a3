"""What the manager's pages are asked for: numbers and dates from addresses and forms, or nothing."""

from __future__ import annotations

from datetime import date, timedelta

from flask import request

from backend.access.discretion import HIGHEST_ID
from backend.access.scope import Scope, current_scope
from backend.gaps.review import Step
from backend.privacy.consents import HOW
from schema import clock

FIRST_YEAR, LAST_YEAR = 2000, 2999
"""A day of another year is a typing error, and the calendar's own ends have no day before or after them."""
LONGEST_ID = len(str(HIGHEST_ID))


def own_scope() -> Scope:
    """The reader's own units, as manager or head."""
    return current_scope("manager", "head")


def day() -> date:
    """The date of `?dag=`, today unless it is one."""
    return _date(request.args.get("dag")) or clock.today()


def unit(known: tuple[tuple[int, str], ...]) -> int | None:
    """The unit of `?enhet=`, if it is one of the reader's."""
    asked = whole(request.args.get("enhet"))
    return asked if asked in {unit_id for unit_id, _ in known} else None


def period(days: int = 7, most: int = 366) -> tuple[date, date]:
    """The dates of `?fran=` and `?till=`, both in: the last `days` unless said, at most `most` of them."""
    last = _date(request.args.get("till")) or clock.today()
    first = _date(request.args.get("fran")) or last - timedelta(days=days - 1)
    return max(min(first, last), last - timedelta(days=most - 1)), last


def whole(text: str | None) -> int | None:
    """A row's number from an address or a form; None for anything else."""
    sound = text is not None and text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID
    return found if sound and text and (found := int(text)) <= HIGHEST_ID else None


def wholes(name: str, most: int = 200) -> list[int]:
    """The rows' numbers of a form's field, each once."""
    found = {number for text in request.form.getlist(name) if (number := whole(text)) is not None}
    return sorted(found)[:most]


def how() -> str | None:
    """How she said what a form is about; None where it does not say."""
    said = request.form.get("how", "")
    return said if said in HOW else None


def gap_ids() -> list[int]:
    """The gaps that a form is about."""
    return wholes("gap")


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
