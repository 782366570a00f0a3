"""`/cal/<token>.ics`: the visits of who turned it on, as far as she may see them now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from flask import Blueprint, Response, abort, current_app, request

from backend.access import limit, trail
from backend.access.audience import ANYBODY, audience
from backend.access.discretion import kept_by_its_reader
from backend.cards import feed
from backend.cards.paired import AHEAD, BACK
from backend.devices.devices import Held
from backend.devices.feeds import DETAILS, Feed, feeds
from clients.ui.catalogues import offered
from clients.ui.day.calendar import Part, written
from schema import clock

blueprint = Blueprint("feed", __name__)
KEPT = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}


@blueprint.get("/cal/<token>.ics")
@audience(ANYBODY)
@kept_by_its_reader
def visits(token: str) -> Response:
    """The file; 304 while the one that the calendar has is still true; one answer for every other address."""
    found = feeds(token)
    if not found:
        limit.attempt("token_wrong_address", request.remote_addr)
        trail.refused(reason="feed_wrong")
        abort(404)
    limit.attempt("feed_token", found[0].who.device_id)
    language, now = _language(found[0]), clock.now()
    body = written([_part(one, found, language, now) for one in found], language)
    tag = sha256(body).hexdigest()[:24]
    quiet = request.if_none_match.contains_weak(tag)
    for one in found:
        current_app.extensions["quiet_looks"].look(one.who.scope, one.who.recipient_id, refresh=quiet)
    headers = {**KEPT, "ETag": f'"{tag}"'}
    if quiet:
        return Response(status=304, headers=headers)
    return Response(body, headers=headers, content_type="text/calendar; charset=utf-8")


def _language(one: Feed) -> str:
    return one.who.language if one.who.language in offered() else "sv"


def _part(one: Feed, all_of_them: Sequence[Feed], language: str, now: datetime) -> Part:
    who, today = one.who, clock.local_date(now)
    first, last = today - BACK, today + AHEAD
    if isinstance(who, Held):
        owner, kin, level = f"r{who.recipient_id}", None, one.detail
    else:
        owner, kin, first = f"k{who.relative_id}", who.relative_id, max(first, who.since)
        level = min(one.detail, who.may_see, key=DETAILS.index)
    asked = feed.Asked(
        who.recipient_id, kin, level, language, first, last, one.since, one.changed_at
    )  # fmt: skip
    initial = who.name.strip()[:1].upper() if len(all_of_them) > 1 else ""
    return Part(owner, initial, feed.calendar(who.scope, asked))
