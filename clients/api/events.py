"""`POST /api/v1/events`: facts from other systems, one or five hundred, in any order, late or not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from flask import request

from backend.access import trail
from backend.access.audience import API_KEY, audience
from backend.intake.events import receive
from backend.visits.incoming import understand
from clients.api.blueprint import blueprint, described
from clients.api.keys import holder, needs
from clients.api.problems import Problem
from schema.wire.events import BATCH, EventResultsSchema, EventsSchema
from schema.wire.facts import FactIn, Origin, Outcome

LARGEST = 8 * 1024 * 1024
BODY = {"required": True, "content": {"application/json": {"schema": EventsSchema}}}


@blueprint.route("/events", methods=["POST"])
@described("events:write", requestBody=BODY)
@blueprint.alt_response(200, schema=EventResultsSchema)
@needs("events:write")
@audience(API_KEY)
def post_events() -> dict[str, Any]:
    """Report what happened"""
    key = holder()
    batch = understand(_events(), key.source)
    outcomes = receive(batch.facts, Origin(api_key_id=key.key_id))
    trail.note_each(key.scope, "change", _touched(batch.facts, outcomes))
    return {"results": [_result(outcome) for outcome in batch.answer(outcomes)]}


def _touched(facts: Iterable[FactIn], outcomes: Iterable[Outcome]) -> set[int]:
    """Whom the facts that were new are about: what came again, or was refused, changed nobody's day."""
    told = zip(facts, outcomes, strict=True)
    return {fact.recipient_id for fact, outcome in told if outcome.outcome == "accepted"}


def _events() -> list[object]:
    """The events of the envelope, each still as it came."""
    if (request.content_length or 0) > LARGEST:
        raise Problem(413, "too_large", "Send fewer events at a time.")
    try:
        envelope = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise Problem(400, "bad_json", "The body is not JSON.") from None
    events = envelope.get("events") if isinstance(envelope, dict) else None
    if not isinstance(events, list):
        raise Problem(422, "bad_envelope", 'The body must be {"events": […]}.')
    if not 1 <= len(events) <= BATCH:
        raise Problem(422, "bad_batch_size", f"Send 1 to {BATCH} events at a time.")
    return events


def _result(outcome: Outcome) -> dict[str, str | None]:
    result: dict[str, str | None] = {"event_id": outcome.event_id or None, "outcome": outcome.outcome}
    if outcome.code:
        result |= {"code": outcome.code, "message": outcome.message}
    return result
