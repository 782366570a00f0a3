"""`/anhorig/stark`: strong sign-in by the identity provider, for a relative who has linked it to what she may see.

It is linked from inside, by somebody who came in by a code; from outside it opens what was linked, and nothing else.
"""

from __future__ import annotations

import logging

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from backend.access import limit, trail, transaction
from backend.access.audience import ANYBODY, audience
from backend.devices import relatives
from backend.identity import provider
from backend.identity.faults import Away, NotBelieved
from backend.identity.person import Person
from clients.relative import answers
from clients.relative.signing_in import HERE, opened
from clients.ui.cookies import KIN, device_label, kept
from clients.ui.onwards import lead_on

log = logging.getLogger(__name__)
blueprint = Blueprint("relative_strong", __name__, url_prefix="/anhorig/stark")
BACK = "/anhorig/stark/svar"
ENTER, LINK = "relative_enter", "relative_link"


@blueprint.before_request
def only_where_there_is_one() -> None:
    """Without a provider these addresses do not exist."""
    if not provider.is_there():
        abort(404)


@blueprint.get("")
@audience(ANYBODY)
def asked() -> AnyResponse:
    """To the page with the button: opening a link signs nobody in."""
    return redirect(HERE)


@blueprint.post("")
@audience(ANYBODY)
def leave() -> AnyResponse:
    """The button: on to the provider. Who is signed in already links it, who is not comes in by it."""
    purpose = LINK if relatives.is_signed_in(kept(KIN)) else ENTER
    transaction.let_go()
    try:
        return lead_on(provider.way_there(purpose, "/anhorig", BACK))
    except Away as fault:
        return _away(fault)


@blueprint.get("/svar")
@audience(ANYBODY)
def came_back() -> AnyResponse:
    """The way back, which is a GET by its protocol: it links, or begins a session."""
    limit.attempt("code_tried_address", request.remote_addr)
    transaction.let_go()
    try:
        person = provider.who_came(request.args, BACK)
        transaction.changes_though_get()
        return _link(person) if person.purpose == LINK else _enter(person)
    except Away as fault:
        return _away(fault)
    except NotBelieved as fault:
        trail.refused(reason=fault.reason)
        return answers.page("strong", answers.spoken(), 403, away=False)


def _enter(person: Person) -> AnyResponse:
    found = relatives.by_subject(person.subject_hash) if person.purpose == ENTER else ()
    if not found:
        raise NotBelieved("oidc_not_linked")
    limit.give_back("code_tried_address", request.remote_addr)
    return opened(relatives.sign_in(found, "oidc", device_label()))


def _link(person: Person) -> AnyResponse:
    token = kept(KIN)
    if token is None or not relatives.link_subject(token, person.subject_hash):
        raise NotBelieved("oidc_nothing_to_link")
    for sight in relatives.sights(token):
        trail.note(sight.scope, "change", recipient_id=sight.recipient_id, reason="strong_sign_in_linked")
    limit.give_back("code_tried_address", request.remote_addr)
    return redirect("/anhorig")


def _away(fault: Away) -> Response:
    log.warning("the identity provider is away: %s (%s)", fault, type(fault.__cause__).__name__)
    return answers.page("strong", answers.spoken(), 503, away=True)
