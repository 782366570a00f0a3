"""`/foto/<name>`: the picture of somebody who comes, to a page that was just given its address."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from backend.access import limit
from backend.access.audience import CARD, audience
from backend.cards import photos
from schema import clock

blueprint = Blueprint("photo", __name__)
LONGEST = 60


@blueprint.get("/foto/<name>")
@audience(CARD)
def photo(name: str) -> Response:
    """The picture while its consent stands. A browser asks anew each time, so that one taken back is gone."""
    found = photos.picture(name, clock.today()) if len(name) <= LONGEST else None
    if found is None:
        limit.attempt("card_wrong_address", request.remote_addr)
        abort(404)
    answer = Response(found, mimetype="image/jpeg", headers={"Cache-Control": "private, no-cache"})
    answer.add_etag()
    answer.make_conditional(request)
    return answer
