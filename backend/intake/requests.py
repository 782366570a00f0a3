"""What the unit answers to a request, and all that follows: the visit's state, its gaps, the card, word to her."""

from __future__ import annotations

from backend.access.scope import Scope
from backend.declining import DECLINE
from backend.intake.events import rederive
from backend.requests import deciding
from backend.telling import arose
from schema.db import db
from schema.tables import Visit
from schema.wire.facts import Touched


def decide(scope: Scope, request_id: int, step: str, word: str) -> int | None:
    """Take a step of a request: whose it is; None where there is no such request in the scope, or no such step.

    Raises `backend.requests.deciding.AlreadyDone`. The caller owns the transaction.
    """
    asked = deciding.decide(scope, request_id, step, word)
    if asked is None:
        return None
    visit = db.session.get_one(Visit, asked.visit_id)
    if asked.kind == DECLINE and step != "refused":
        touched = Touched()
        touched.add(asked.recipient_id, None, visit.date)
        touched.workers.update(visit.worker_ids)
        rederive(touched)
    arose.answered(visit, asked.id, f"{step}_{asked.kind}")
    return asked.recipient_id
