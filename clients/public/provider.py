"""Staff come in by the municipality's own identity provider, and go out by it."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, g, redirect, render_template, request
from werkzeug.wrappers import Response

from backend.access import limit, sessions, trail, transaction
from backend.access.audience import ANYBODY, HOOK, audience
from backend.identity import provider
from backend.identity.arrival import arrive
from backend.identity.faults import Away, NotBelieved
from backend.identity.logout import told
from backend.identity.person import Person
from backend.identity.second_step import second_step
from clients.ui import asked_language
from clients.ui.onwards import lead_on

log = logging.getLogger(__name__)
blueprint = Blueprint("provider", __name__, template_folder="templates")
STAFF = "staff"
LONGEST_PATH = 300
"""It waits in the cookie, which is small."""


def install(app: Flask) -> None:
    """Add the routes; what the provider posts to us carries its signature instead of a form's token."""
    provider.install(app, app.extensions["settings"])
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"has_provider": provider.is_there})
    app.extensions["csrf"].exempt(f"{__name__}.{signed_out_there.__name__}")


@blueprint.before_request
def only_where_there_is_one() -> None:
    """Without a provider these addresses do not exist, and nothing posted to them can be right."""
    if not provider.is_there():
        abort(404 if request.method == "GET" else 400)


@blueprint.get("/logga-in/kommun")
@audience(ANYBODY)
def asked() -> Response:
    """Where a portal's link leads: to the page with the button, since opening a link signs nobody in."""
    return redirect("/logga-in")


@blueprint.post("/logga-in/kommun")
@audience(ANYBODY)
def leave() -> Response:
    """The button: on to the provider. Nothing is tried yet, so nothing is counted: an office comes from one address."""
    transaction.let_go()
    try:
        return lead_on(provider.way_there(STAFF, own_path(request.args.get("next", ""))))
    except Away as fault:
        return away(fault)


@blueprint.get(provider.CALLBACK)
@audience(ANYBODY)
def came_back() -> Response:
    """The way back from the provider, which is a GET by its protocol and begins a session all the same."""
    limit.attempt("sign_in_address", request.remote_addr)
    transaction.let_go()
    try:
        person = provider.who_came(request.args)
        transaction.changes_though_get()
        return _enter(person)
    except Away as fault:
        return away(fault)
    except NotBelieved as fault:
        return refuse(fault)


@blueprint.post("/logga-ut/kommun")
@audience(HOOK)
def signed_out_there() -> tuple[str, int]:
    """The provider tells us, server to server, that somebody signed out there: her sessions here end."""
    limit.attempt("token_wrong_address", request.remote_addr)
    transaction.let_go()
    try:
        ended = told(request.form.get("logout_token", ""))
    except Away as fault:
        log.warning("the identity provider is away: %s", fault)
        return "", 503
    except NotBelieved as fault:
        trail.refused(reason=fault.reason)
        return "", 400
    limit.give_back("token_wrong_address", request.remote_addr)
    sessions.end_at_provider(
        sid_hash=sessions.provider_hash(ended.sid) if ended.sid else None,
        subject_hash=None if ended.sid else ended.subject_hash,
    )
    return "", 200


@blueprint.get("/logga-ut/kommun")
@audience(ANYBODY)
def on_to_sign_out() -> Response:
    """After signing out here: on to the provider, where it lets one sign out; else to the start page."""
    try:
        return lead_on(provider.way_out() or "/")
    except Away as fault:
        log.warning("the identity provider is away: %s", fault)
        return redirect("/")


def _enter(person: Person) -> Response:
    if person.purpose != STAFF:
        raise NotBelieved("oidc_state")
    try:
        user = arrive(person)
    except NotBelieved:
        transaction.stands()  # a role that was taken stays taken
        raise
    limit.give_back("sign_in_address", request.remote_addr)
    if not person.second_factor and (asked_here := second_step(user, person.then, person.sid)):
        return asked_here
    sessions.begin(user, "oidc", second_factor=person.second_factor, provider_sid=person.sid)
    return redirect(person.then)


def own_path(asked_for: str) -> str:
    """A path of ours to go on to; the way home for anything else."""
    parts = urlsplit(asked_for)
    sound = asked_for.startswith("/") and not asked_for.startswith("//") and not parts.netloc and "\\" not in asked_for
    return asked_for if sound and asked_for.isprintable() and len(asked_for) <= LONGEST_PATH else "/hem"


def refuse(fault: NotBelieved) -> Response:
    """One polite page, whatever was wrong; the trail knows."""
    trail.refused(reason=fault.reason)
    log.info("sign-in by the identity provider refused: %s", fault.reason)
    return _page("refused", 403)


def away(fault: Away) -> Response:
    """The provider cannot be reached: the other way in still stands open."""
    log.warning("the identity provider is away: %s (%s)", fault, type(fault.__cause__).__name__)
    return _page("away", 503)


def _page(what: str, status: int) -> Response:
    g.language = asked_language()
    answer = current_app.make_response((render_template("public/provider_fault.html", what=what), status))
    answer.vary.add("Accept-Language")
    return answer
