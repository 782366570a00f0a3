"""The card: today's visits for one home, to anybody who holds it. GET changes nothing but the trail."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app, redirect, request
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from backend.access import limit
from backend.access.audience import CARD, audience
from backend.access.short_way import short_way
from backend.cards import day, photos, states
from backend.cards.facts import Hall
from clients.recipient import near
from clients.recipient.tag import still_true, tag_of
from clients.ui import asked_language
from clients.ui.catalogues import offered
from clients.ui.compressed import small
from clients.ui.cookies import OWN as OWN_DEVICE
from clients.ui.day.near import lang as asked_lang
from clients.ui.day.page import OWN, page_of
from schema import clock

blueprint = Blueprint("recipient", __name__)
FRESH = timedelta(minutes=5)
"""How old "updated at" may be on a page that a browser without scripts asks for again."""
CACHING = {
    "Cache-Control": "private, no-cache",
    "Vary": "Accept-Encoding, Accept-Language, Cookie",
    "X-Robots-Tag": "noindex",
}


@blueprint.get("/k/<token>")
@audience(CARD)
@short_way
def card(token: str) -> AnyResponse:
    """The home's day; 304 while the page that the browser has is still true; one polite page for any other token.

    A signed-in worker who scans the card is led to her own page of the home, a paired device to its own days.
    """
    if "HTTP_COOKIE" in request.environ and _is_worker():
        return redirect(f"/personal/kort/{token}")
    if OWN_DEVICE in request.cookies and near.is_of_home(token):
        return redirect("/mitt" + asked_lang())
    asked = request.args.get("lang", "")
    asked = asked if asked in offered() else ""
    tags = request.headers.get("If-None-Match")
    return (_unchanged(token, tags, asked) if tags else None) or _page(token, asked, refresh=bool(tags))


def _is_worker() -> bool:
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return False
    return bool(current_user.is_authenticated and current_user.has_role("worker"))


def _unchanged(token: str, tags: str, asked: str) -> Response | None:
    now = clock.now()
    found = day.version_of(token, clock.local_date(now))
    if found is None:
        return None
    tag = still_true(tags, found[1], asked, now, current_app.extensions["card_renderer"].fingerprint)
    if tag is None:
        return None
    current_app.extensions["card_strides"].attempt("card_token", found[0])
    current_app.extensions["card_views"].note(found[0], now, request.remote_addr, refresh=True)
    return Response(status=304, headers={**CACHING, "ETag": tag})


def _page(token: str, asked: str, *, refresh: bool) -> Response:
    renderer, now = current_app.extensions["card_renderer"], clock.now()
    found = day.open_card(token, current_app.extensions["settings"].card_disclosure, now)
    if found is None:
        return _refused(renderer.gone(asked or asked_language()), now)
    hall, visits = found
    current_app.extensions["card_strides"].attempt("card_token", hall.card_id)
    today = clock.local_date(now)
    midnight = clock.day_bounds(today)[1]
    until = min(states.next_turn(visits, now, midnight), now + FRESH)
    manner = OWN._replace(photo_of=lambda photo_id: photos.address(photo_id, today))
    lang = f"?lang={asked}" if asked else ""
    body = renderer.card(page_of(hall, visits, asked or _spoken(hall), now, manner), token, lang)
    tag = tag_of(hall.version, asked, until, renderer.fingerprint)
    current_app.extensions["card_views"].note(hall.card_id, now, request.remote_addr, refresh=refresh)
    return small(Response(body, headers={**CACHING, "ETag": tag}, mimetype="text/html"))


def _refused(page: bytes, now: datetime) -> Response:
    """One answer for every token that opens nothing. Who tries many is told to wait, and no longer written down."""
    limit.attempt("card_wrong_address", request.remote_addr)
    current_app.extensions["card_views"].note_refused(now, request.remote_addr)
    return Response(page, 404, {**CACHING}, mimetype="text/html")


def _spoken(hall: Hall) -> str:
    language = hall.people[0].language
    return language if language in offered() else "sv"
