"""What people said of visits or wrote to the unit: answered, rung, put away; and written down on somebody's word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.access.scope import Scope
from backend.gaps.seen import Entry
from backend.hearing import came, lists, ringing
from backend.hearing.remarks import BACK, NotSaid, Saying, Speaker
from backend.hearing.steps import AlreadyDone
from backend.intake import remarks
from clients.manager import asked, remark_words
from schema import clock
from schema.keyring import new_token
from schema.wire.remarks import OF_VISITS

blueprint = Blueprint("manager_remarks", __name__, url_prefix="/chef", template_folder="templates")
ACTIONS = {"ringt": "rung", "lagg-undan": "put_away", "lagg-tillbaka": "put_back"}
CAME = "came"


@blueprint.post("/inkorg/sagt/<int:remark_id>/svara")
@audience("manager", "head")
def answer(remark_id: int) -> Response:
    """Answer what somebody said."""
    scope = asked.own_scope()
    try:
        people = remarks.answer(scope, [remark_id], request.form.get("answer", ""), _municipality(), first=True)
    except NotSaid as fault:
        return _wrong(remark_words.FAULTS[fault.code])
    except AlreadyDone:
        return _wrong(remark_words.TAKEN_CARE)
    return _done(scope, people, "answered")


@blueprint.post("/inkorg/sagt/<int:remark_id>/<action>")
@audience("manager", "head")
def act(remark_id: int, action: str) -> Response:
    """Say that whoever said it was rung (`ringt`), put it away (`lagg-undan`) or back (`lagg-tillbaka`)."""
    scope, step = asked.own_scope(), ACTIONS.get(action) or abort(404)
    try:
        whose = remarks.take(scope, remark_id, step)
    except AlreadyDone:
        return _wrong(remark_words.TAKEN_CARE)
    return _done(scope, [] if whose is None else [whose], step)


@blueprint.post("/avvikelse/<int:gap_id>/svara")
@audience("manager", "head")
def answer_gap(gap_id: int) -> Response:
    """Answer her on whose own word a gap rests; a relative is answered by herself, in the inbox."""
    scope, here = asked.own_scope(), url_for("manager.gap", gap_id=gap_id, _anchor="sagt")
    try:
        people = remarks.answer_gaps(scope, [gap_id], request.form.get("answer", ""), _municipality())
    except NotSaid as fault:
        return _wrong(remark_words.FAULTS[fault.code], here)
    return _done(scope, people, "answered", here)


def answered_with(scope: Scope, gap_ids: list[int]) -> str:
    """Answer with what stands in the form that closes gaps, if anything does; what is wrong with it, "" for nothing."""
    text = request.form.get("answer", "")
    try:
        if text.strip():
            remarks.answer_gaps(scope, gap_ids, text, _municipality())
    except NotSaid as fault:
        return remark_words.FAULTS[fault.code]
    return ""


@blueprint.get("/person/<int:recipient_id>/sagt")
@audience("manager", "head")
def person(recipient_id: int) -> str:
    """What was said of one recipient, and the form to write more down."""
    return _person(asked.own_scope(), recipient_id)


@blueprint.post("/person/<int:recipient_id>/sagt")
@audience("manager", "head")
def write_down(recipient_id: int) -> Response | tuple[str, int]:
    """Keep what she, or a relative, said to somebody of the staff."""
    scope, form = asked.own_scope(), request.form
    if not lists.may_write(scope, recipient_id) or form.get("way") not in remark_words.WRITTEN_DOWN:
        abort(404)
    relative, visit_id = asked.whole(form.get("relative")), asked.whole(form.get("visit"))
    if relative is not None and relative not in dict(lists.relatives_of(scope, recipient_id)):
        abort(404)
    speaker = Speaker(recipient_id, form["way"], relative_id=relative, user_id=scope.user_id)
    try:
        _keep(speaker, form.get("kind", ""), visit_id)
    except NotSaid as fault:
        return _person(scope, recipient_id, remark_words.FAULTS[fault.code]), 422
    trail.note(scope, "change", recipient_id=recipient_id, reason="said_on_her_word")
    flash("Nedskrivet.", "success")
    return redirect(url_for("manager_remarks.person", recipient_id=recipient_id), 303)


def _keep(speaker: Speaker, kind: str, visit_id: int | None) -> None:
    once, text = request.form.get("once", ""), request.form.get("text", "")
    if kind in (CAME, "not_come"):
        if visit_id is None:
            raise NotSaid("no_visit")
        remarks.confirm(speaker, visit_id, came=kind == CAME, once=once, text=text)
    else:
        about = visit_id if kind in OF_VISITS else None
        remarks.say(speaker, Saying(kind, once, about, text))


def about(scope: Scope, entry: Entry) -> dict[str, Any]:
    """For a page of one gap: what was said of its visit, and whether somebody came by her own word."""
    return {
        "said": lists.of_visit(scope, entry.recipient_id, entry.visit_id) if entry.visit_id else [],
        "came": came.of_visit(scope, entry.recipient_id, entry.visit_id) if entry.visit_id else [],
        "remark_words": remark_words,
    }


def for_inbox(scope: Scope) -> dict[str, Any]:
    """For the inbox: what waits, the answers to ring, and what was dealt with."""
    return {
        "remarks": lists.unanswered(scope), "to_ring": ringing.to_ring(scope), "dealt_with": lists.dealt_with(scope),
        "remark_words": remark_words,
    }  # fmt: skip


@blueprint.app_context_processor
def _waiting() -> dict[str, Any]:
    """For the desk: the remarks that wait, and how many answers are to be rung; asked only where a page says it."""
    return {
        "remarks_waiting": lambda: lists.waiting(asked.own_scope()),
        "answers_to_ring": lambda: len(ringing.to_ring(asked.own_scope())),
    }


def _person(scope: Scope, recipient_id: int, wrong: str = "") -> str:
    name = lists.name_of(scope, recipient_id)
    if name is None:
        abort(404)
    trail.note(scope, "read", recipient_id=recipient_id)
    return render_template(
        "manager/person_said.html", name=name, person_id=recipient_id, wrong=wrong, words=remark_words,
        said=lists.of_person(scope, recipient_id), came=came.of_person(scope, recipient_id),
        relatives=lists.relatives_of(scope, recipient_id),
        visits=lists.visits_of(scope, recipient_id, clock.today() - BACK + timedelta(days=1)),
        once=request.form.get("once") or new_token(), form=request.form if wrong else {},
    )  # fmt: skip


def _done(scope: Scope, people: Iterable[int], step: str, back: str = "") -> Response:
    whose = sorted(set(people))
    if not whose:
        abort(404)
    for recipient_id in whose:
        trail.note(scope, "change", recipient_id=recipient_id, reason=f"remark_{step}")
    flash(remark_words.DONE[step], "success")
    return redirect(back or url_for("manager_inbox.page"), 303)


def _wrong(said: str, back: str = "") -> Response:
    flash(said, "error")
    return redirect(back or url_for("manager_inbox.page"), 303)


def _municipality() -> str:
    name: str = current_app.extensions["settings"].municipality
    return name
