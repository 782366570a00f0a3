"""`/anhorig/vecka/…` and `/anhorig/historik/…`: one person's coming days, and what was planned and what was done.

Each is asked anew what the consents reach. Nothing is shown of what lay before the consents began.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, abort, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from backend.access.audience import RELATIVE, audience
from backend.cards.paired import AHEAD, BACK, Day
from backend.cards.span import Span, relatives_days
from backend.devices.relatives import Sight, is_signed_in, sights
from clients.relative import answers
from clients.ui.cookies import KIN, kept
from clients.ui.day import near, weeks
from clients.ui.speech import day_in_words, opening_in_words
from schema import clock
from schema.phone import written

blueprint = Blueprint("relative_weeks", __name__, url_prefix="/anhorig")
KEPT_FOR = timedelta(days=92)
"""How far back the history reaches: three months."""


@blueprint.get("/vecka/<int:recipient_id>")
@audience(RELATIVE)
def week(recipient_id: int) -> AnyResponse:
    """Today and the coming days, to read or to print."""
    one = _seen(recipient_id)
    if not isinstance(one, Sight):
        return one
    now = clock.now()
    today, language = clock.local_date(now), answers.spoken(one.language)
    span = Span(max(today, one.since), today + AHEAD)
    whole = Span(max(today - BACK, one.since), today + AHEAD)
    found = relatives_days(recipient_id, one.may_see, span, whole, now, language)
    return _page("week", one, found, span, language, now)


@blueprint.get("/historik/<int:recipient_id>")
@audience(RELATIVE)
def history(recipient_id: int) -> AnyResponse:
    """A week of what was planned and what was done: this one, or the one of the Monday asked for."""
    one = _seen(recipient_id)
    if not isinstance(one, Sight):
        return one
    now = clock.now()
    today, language = clock.local_date(now), answers.spoken(one.language)
    whole = Span(max(today - KEPT_FOR, one.since), today)
    monday = _monday(request.args.get("vecka"), whole)
    if monday is None:
        abort(404)
    span = Span(max(monday, whole.first), min(monday + weeks.WEEK - weeks.ONE, today))
    found = relatives_days(recipient_id, one.may_see, span, whole, now, language)
    found = found and found._replace(visits=weeks.begun(found.visits, now))
    before, after = weeks.beside(language)
    ways = {
        "before": _way(one, monday - weeks.WEEK, whole, before),
        "after": _way(one, monday + weeks.WEEK, whole, after),
    }
    return _page("history", one, found, span, language, now, **ways)


def _seen(recipient_id: int) -> Sight | AnyResponse:
    """Her sight of a recipient at this moment; else the answer, the same for one whom nobody has."""
    token = kept(KIN)
    found = sights(token)
    if not found and not is_signed_in(token):
        return answers.closed()
    one = next((one for one in found if one.recipient_id == recipient_id), None)
    return one or answers.over(answers.spoken(found[0].language if found else ""), 404)


def _page(
    name: str, one: Sight, found: Day | None, span: Span, language: str, now: datetime, **more: Any
) -> AnyResponse:  # fmt: skip
    if found is None:
        return answers.over(language, 404)
    current_app.extensions["quiet_looks"].look(one.scope, one.recipient_id, refresh=False)
    shown = weeks.sections(_days(span), found.visits, language, now)
    return answers.page(
        name, language, sections=shown, whom=one.name, recipient_id=one.recipient_id, unit=found.hall.unit,
        hidden=found.hidden, first=day_in_words(span.first, language), last=day_in_words(span.last, language),
        phone=found.hall.phone and written(found.hall.phone), empty=not any(section.lines for section in shown),
        updated=opening_in_words(now, language), **more,
    )  # fmt: skip


def _days(span: Span) -> Iterator[date]:
    return (span.first + timedelta(days=place) for place in range((span.last - span.first).days + 1))


def _monday(asked: str | None, whole: Span) -> date | None:
    """The Monday that an address asks for; this week's for none. None for what is no Monday of the history."""
    here = whole.last - timedelta(days=whole.last.weekday())
    if asked is None:
        return here
    try:
        monday = date.fromisoformat(asked) if len(asked) == 10 else None
    except ValueError:
        return None
    inside = monday is not None and monday.weekday() == 0 and whole.first - weeks.WEEK < monday <= here
    return monday if inside else None


def _way(one: Sight, monday: date, whole: Span, called: str) -> weeks.Way | None:
    if monday > whole.last or monday + weeks.WEEK <= whole.first:
        return None
    address = f"/anhorig/historik/{one.recipient_id}?vecka={monday}{near.lang().replace('?', '&')}"
    return weeks.Way(address, called)
