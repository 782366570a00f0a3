"""`GET /api/v1/visits`: the plan with what became of it."""

from __future__ import annotations

from typing import Any

from backend.access import trail
from backend.access.audience import API_KEY, audience
from backend.visits.listing import Wanted, page
from clients.api.blueprint import blueprint, described, next_page
from clients.api.keys import holder, needs
from schema.wire.visits import VisitQuerySchema, VisitsSchema


@blueprint.route("/visits", methods=["GET"])
@described("visits:read")
@needs("visits:read")
@blueprint.arguments(VisitQuerySchema, location="query")
@blueprint.response(200, VisitsSchema)
@audience(API_KEY)
def get_visits(asked: dict[str, Any]) -> dict[str, Any]:
    """Planned visits and their state"""
    scope = holder().scope
    wanted = Wanted(asked.get("date"), asked.get("unit"), asked.get("recipient"))
    found = page(scope, wanted, asked["after"], asked["limit"])
    trail.note_each(scope, "read", (item.person_id for item in found.items))
    return {"items": found.items, "next": next_page(found.next)}
