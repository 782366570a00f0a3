"""`/anhorig/logga-in`: a code to the number or address of the consent. Known or not, the answer is the same."""

from __future__ import annotations

from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import ANYBODY, RELATIVE, audience
from backend.devices import entering, relatives
from clients.relative import answers
from clients.ui.cookies import KIN, device_label, forget, keep, kept
from clients.ui.day.near import lang
from clients.ui.speech import opening_in_words

blueprint = Blueprint("relative_door", __name__, url_prefix="/anhorig")
HELD = "relative_ticket"
HERE = "/anhorig/logga-in"


@blueprint.get("/logga-in")
@audience(ANYBODY)
def start() -> Response:
    """Where the number or address is typed."""
    return answers.page("sign_in", answers.spoken(), fault=False, strong=answers.strong())


@blueprint.post("/logga-in")
@audience(ANYBODY)
def ask() -> Response:
    """Send a code there, if there is somebody to send it to."""
    reach = request.form.get("reach", "")
    ticket = entering.ask(reach, answers.spoken())
    if ticket is None:
        return answers.page("sign_in", answers.spoken(), 422, fault=True, typed=reach[:254], strong=answers.strong())
    session[HELD] = ticket
    return redirect("/anhorig/kod" + lang(), 303)


@blueprint.get("/kod")
@audience(ANYBODY)
def code() -> Response:
    """Where the code is typed."""
    return answers.page("sign_in_code", answers.spoken(), fault=False) if HELD in session else redirect(HERE + lang())


@blueprint.post("/kod")
@audience(ANYBODY)
def finish() -> Response:
    """The code came back: the browser is signed in for every recipient whose consents name that number or address."""
    done = entering.finish(str(session.get(HELD, "")), request.form.get("code", ""), device_label())
    if done is None:
        return answers.page("sign_in_code", answers.spoken(), 422, fault=True)
    session.pop(HELD, None)
    if isinstance(done, entering.Wait):
        language = answers.spoken()
        return answers.page("wait", language, opens=opening_in_words(done.until, language))
    return opened(done)


def opened(token: str) -> Response:
    """Let the browser keep what it was signed in with, and write down whose days it opens."""
    if before := kept(KIN):
        relatives.sign_out(before)
    for sight in relatives.sights(token):
        trail.note(sight.scope, "sign_in", recipient_id=sight.recipient_id)
    return keep(redirect("/anhorig", 303), KIN, token)


@blueprint.post("/logga-ut")
@audience(RELATIVE)
def leave() -> Response:
    """End this browser's sign-in."""
    token = kept(KIN)
    for sight in relatives.sights(token):
        trail.note(sight.scope, "sign_out", recipient_id=sight.recipient_id)
    if token:
        relatives.sign_out(token)
    return forget(redirect(HERE, 303), KIN)
