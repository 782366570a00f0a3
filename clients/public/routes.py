"""The start page, the way home, and what operators ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from backend.access import readiness
from backend.access.audience import ANYBODY, audience
from clients.ui import chosen_language, homes_of_user
from schema import clock

KNOWN_FOR = timedelta(days=90)
"""How long what security.txt says may be believed without asking again."""

blueprint = Blueprint("public", __name__, template_folder="templates")


@blueprint.get("/")
@audience(ANYBODY)
def start() -> AnyResponse:
    """What this is and how to sign in; in the demonstration, whom to be and what to open."""
    g.language = chosen_language()
    page = make_response(render_template("public/start.html", guide=_guide()))
    page.vary.add("Accept-Language")
    return page


@blueprint.get("/hem")
@audience(ANYBODY)
def home() -> AnyResponse | str:
    """The signed-in user's own face; to somebody without a role, whom to ask."""
    if not current_user.is_authenticated:
        return redirect("/logga-in")
    if g.sign_in.half_way:
        return redirect("/konto/tvasteg")
    homes = homes_of_user()
    return redirect(homes[0][0]) if homes else render_template("public/no_role.html")


@blueprint.get("/healthz")
@audience(ANYBODY)
def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@audience(ANYBODY)
def readyz() -> Response:
    """The database answers and its migrations are the newest; else 503 and one word for what is not."""
    fault = readiness.fault()
    return Response(f"{fault or 'ready'}\n", 503 if fault else 200, mimetype="text/plain")


@blueprint.get("/.well-known/security.txt")
@audience(ANYBODY)
def security() -> Response:
    """Whom to tell of a weakness (RFC 9116)."""
    settings = current_app.extensions["settings"]
    lines = (
        f"Contact: {settings.security_contact or settings.public_url + '/'}",
        f"Expires: {(clock.now() + KNOWN_FOR).strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "Preferred-Languages: sv, en, fi",
        f"Canonical: {settings.public_url}/.well-known/security.txt",
        f"# Of the pages' accessibility: {settings.public_url}/tillganglighet",
        f"# Of personal data: {settings.public_url}/integritet",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _guide() -> Any:
    """What the demonstration tells its visitors (cards, sign_ins, password); None outside it."""
    return current_app.extensions["demonstration"]()
