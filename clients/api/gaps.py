"""`GET /api/v1/gaps`: where plan and reality differ, and how far it is followed up."""

from __future__ import annotations

from typing import Any

from backend.access import trail
from backend.access.audience import API_KEY, audience
from backend.gaps.listing import Wanted, listing
from clients.api.blueprint import blueprint, described, next_page
from clients.api.keys import holder, needs
from schema.wire.gaps import GapQuerySchema, GapsSchema


@blueprint.route("/gaps", methods=["GET"])
@described("gaps:read")
@needs("gaps:read")
@blueprint.arguments(GapQuerySchema, location="query")
@blueprint.response(200, GapsSchema)
@audience(API_KEY)
def get_gaps(asked: dict[str, Any]) -> dict[str, Any]:
    """Gaps between plan and reality"""
    scope = holder().scope
    wanted = Wanted(asked.get("from_"), asked.get("to"), asked.get("unit"), asked.get("kind"), asked.get("state"))
    found = listing(scope, wanted, asked["after"], asked["limit"])
    trail.note_each(scope, "read", (item.person_id for item in found.items))
    return {"items": found.items, "next": next_page(found.next)}
