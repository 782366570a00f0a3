"""`/chef/inkorg`: what people texted to us, answered or put away by whoever of the unit is first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.access.scope import Scope
from backend.telling import inbox
from clients.manager import notice_words, remarks
from clients.manager.asked import own_scope

blueprint = Blueprint("manager_inbox", __name__, url_prefix="/chef/inkorg", template_folder="templates")
KEPT = 2_000
"""Characters of an answer that are shown again when it was too long."""


@blueprint.get("")
@audience("manager", "head")
def page() -> str:
    """What waits, and what was answered the last days."""
    return _page()


@blueprint.post("/<int:text_id>/svara")
@audience("manager", "head")
def answer(text_id: int) -> Response | tuple[str, int]:
    """Answer a text by a text."""
    scope, said = own_scope(), request.form.get("words", "")
    try:
        whom = inbox.answer(scope, text_id, said, current_app.extensions["settings"].municipality)
    except inbox.NoWords:
        wrong = notice_words.TOO_LONG.format(most=inbox.LONGEST) if said.strip() else notice_words.NO_WORDS
        return _page(text_id, said, wrong), 422
    except inbox.AlreadyDone:
        return _page(unsent=said), 409
    return _done(scope, whom, "Svaret är på väg.")


@blueprint.post("/<int:text_id>/lagg-undan")
@audience("manager", "head")
def put_away(text_id: int) -> Response | tuple[str, int]:
    """A text that needs no answer."""
    scope = own_scope()
    try:
        whom = inbox.put_away(scope, text_id)
    except inbox.AlreadyDone:
        return _page(unsent=" "), 409
    return _done(scope, whom, "Lagt undan. Blev det fel? Lägg tillbaka det under Besvarat.")


@blueprint.post("/<int:text_id>/lagg-tillbaka")
@audience("manager", "head")
def take_out(text_id: int) -> Response:
    """A text that was put away waits again."""
    scope = own_scope()
    return _done(scope, inbox.take_out(scope, text_id), "Det ligger bland dem som väntar igen.")


@blueprint.app_context_processor
def _waiting() -> dict[str, Any]:
    """For the desk: how many texts wait, asked only where a page says it."""
    return {"texts_waiting": lambda: inbox.waiting(own_scope())}


def _done(scope: Scope, whom: int | None, said: str) -> Response:
    if whom is None:
        abort(404)
    trail.note(scope, "change", recipient_id=whom or None)
    flash(said, "success")
    return redirect(url_for("manager_inbox.page"), 303)


def _page(about: int | None = None, typed: str = "", wrong: str = "", unsent: str = "") -> str:
    """The page; with what was `typed` to the text `about` and what is `wrong`, or with words left `unsent`."""
    scope = own_scope()
    waiting, answered = inbox.unanswered(scope), inbox.answered(scope)
    texts, said = [*waiting, *(one.written for one in answered)], remarks.for_inbox(scope)
    heard = (one.recipient_id for part in ("remarks", "to_ring", "dealt_with") for one in said[part])
    trail.note_each(scope, "read", [*(person.id for text in texts for person in text.people), *heard])
    return render_template(
        "manager/inbox.html", waiting=waiting, answered=answered, words=notice_words, most=inbox.LONGEST,
        about=about, typed=typed[:KEPT], wrong=wrong, unsent=unsent[:KEPT], **said,
    )  # fmt: skip
