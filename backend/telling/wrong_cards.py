"""The card of another home was read at a visit: who is on call first is told, once. The caller owns the transaction."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from backend.telling import alerts, units
from backend.telling.facts import Windows
from notifications import drafts, wording
from notifications.drafts import Draft
from notifications.events import Kind
from notifications.texts import catalogue
from schema import clock
from schema.db import db
from schema.tables import Gap, Visit

FRESH = timedelta(hours=2)
"""What was found so long ago stands on the list, and has been seen there."""


def tell(municipality: str) -> int:
    """Write what is not written yet; how many texts."""
    query = (
        select(Visit, Gap.id)
        .join(Gap, Gap.visit_id == Visit.id)
        .where(Gap.kind == "wrong_card", Gap.resolved_at.is_(None), Gap.found_at > clock.now() - FRESH)
        .order_by(Gap.id)
    )
    found = db.session.execute(query).all()
    if not found:
        return 0
    known, windows = units.standing(), Windows(visit for visit, _ in found)
    chains, words, ends = alerts.chains({visit.unit_id for visit, _ in found}), catalogue("sv"), clock.now() + FRESH
    made = [
        Draft(
            f"{Kind.WRONG_CARD}:{visit.id}:{first.id}", Kind.WRONG_CARD, visit.unit_id, first.phone, first.phone_hash,
            words.language,
            wording.wrong_card(municipality, known.names[visit.unit_id], windows.of(visit), words),
            ends, visit_id=visit.id, urgent=True, held=known.held(visit.unit_id),
        )
        for visit, _ in found
        for first in chains.get(visit.unit_id, [])[:1]
    ]  # fmt: skip
    return drafts.write(made)
