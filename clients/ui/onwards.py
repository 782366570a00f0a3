"""On to the identity provider from a form of ours."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, g, redirect, render_template
from werkzeug.wrappers import Response

from clients.ui import asked_language


def lead_on(address: str) -> Response:
    """On to another address. Where a form may not lead there (the policy names the issuer's host alone), by a page."""
    issuer = urlsplit(current_app.extensions["settings"].oidc_issuer)
    there = urlsplit(address)
    if not there.netloc or (there.scheme, there.netloc) == (issuer.scheme, issuer.netloc):
        return redirect(address)
    g.language = asked_language()
    return current_app.make_response(render_template("onwards.html", address=address))
