"""`/mitt/fraga/<visit_id>`: how a visit was. What is answered is counted, and kept with nobody."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import PAIRED, audience
from backend.cards.facts import Plan
from backend.devices.devices import Held
from backend.survey import answering, due
from backend.survey.due import Question
from clients.recipient import door
from clients.ui.day import near
from clients.ui.day.words import words_in
from clients.ui.speech import day_in_words, large
from schema import clock

blueprint = Blueprint("own_survey", __name__, url_prefix="/mitt/fraga/<int:visit_id>")
FACES = {"3": answering.GOOD, "2": answering.NEITHER, "1": answering.BAD}


@blueprint.get("")
@audience(PAIRED)
def page(visit_id: int) -> Response:
    """The question, or thanks where it is answered."""
    found = _open()
    if not found:
        return door.closed()
    for one in found:
        asked = due.question(one.recipient_id)
        if asked is not None and asked.visit_id == visit_id:
            trail.note(one.scope, "read", recipient_id=one.recipient_id)
            return _page(one, asked, visit_id)
        if answering.is_closed(one.recipient_id, visit_id):
            return _page(one, None, visit_id)
    abort(404)


@blueprint.post("")
@audience(PAIRED)
def answer(visit_id: int) -> Response:
    """Her answer, or that she will not answer now."""
    found = _open()
    if not found:
        return door.closed()
    chosen = request.form.get("face", "")
    if chosen not in (*FACES, "no"):
        return page(visit_id)
    for one in found:
        if answering.answer(one.recipient_id, visit_id, FACES.get(chosen)):
            trail.note(one.scope, "change", recipient_id=one.recipient_id, reason="survey_answered")
            break
    else:
        if not any(answering.is_closed(one.recipient_id, visit_id) for one in found):
            abort(404)
    return redirect(f"/mitt/fraga/{visit_id}{near.lang()}", 303)


def _open() -> list[Held]:
    return [one for one in door.own() if not one.pending]


def asked(one: Held, language: str) -> tuple[int, str] | None:
    """The visit whose question stands to her now, and when it was; None where she is not asked."""
    found = due.question(one.recipient_id)
    return (found.visit_id, ". ".join(_when(found, language))) if found else None


def _when(asked: Question, language: str) -> tuple[str, str]:
    """Day and window of the visit that is asked about."""
    plan = Plan(asked.window_start_at, asked.window_end_at, 0, False, (), ())
    day = large(day_in_words(clock.local_date(asked.window_start_at), language))
    return day, words_in(language).window(plan)


def _page(one: Held, asked: Question | None, visit_id: int) -> Response:
    language = door.spoken(one.language)
    day, window = _when(asked, language) if asked else ("", "")
    return door.page(
        "how_it_was", language, asked=asked is not None, visit_id=visit_id, day=day, window=window,
        back="/mitt" + near.lang(),
    )  # fmt: skip
