"""On a suspicion: who was with whom is taken out, sealed, put under a legal hold, and loud in the trail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.access import limit, trail
from backend.access.scope import Scope
from backend.privacy import disclosing, holds, presence
from backend.privacy.disclosing import HandedOut, Span
from backend.privacy.extract import About
from backend.privacy.parts import RECIPIENT, WORKER
from schema.db import db
from schema.tables import Recipient, Worker

LONGEST_DAYS = 731
"""Two years at a time: a suspicion is about something."""


class BadPeriod(ValueError):
    """The period has no end, ends before it begins, or is longer than two years."""


def named(scope: Scope, kind: str, text: str) -> list[About]:
    """The recipients or workers inside the scope whose id in the plan, or whole name, is `text`.

    A search that finds nobody is on the trail: somebody may be trying names.
    """
    wanted = " ".join(text.split()).casefold()
    if not wanted or kind not in (RECIPIENT, WORKER):
        return []
    people: Any = select(Recipient.id, Recipient.outside_id, Recipient.name)
    staff: Any = select(Worker.id, Worker.outside_id, Worker.name)
    staff = staff.where(scope.units(Worker.unit_id), Worker.revision > 0)
    query = scope.people(people) if kind == RECIPIENT else staff
    rows = db.session.execute(query)
    ids = [id_ for id_, outside, name in rows if wanted in (outside.casefold(), name.casefold())]
    if not ids:
        trail.refused(scope, "nobody_found")
    return [one for one in (disclosing.reachable(scope, kind, row_id) for row_id in sorted(ids)) if one is not None]


def take_out(scope: Scope, person: About, span: Span, municipality: str, reason: str) -> HandedOut:
    """Who was with whom, as a sealed document. Raises NoReason, BadPeriod and TooMany.

    Everything about the person stays from now on (a legal hold); each person concerned has a row in the trail. The
    caller has asked the scope for the person, and commits.
    """
    told = disclosing.reason_given(reason)
    if span.first is None or span.last is None or not 0 <= (span.last - span.first).days < LONGEST_DAYS:
        raise BadPeriod
    limit.attempt("who_with_whom", scope.user_id)
    found = presence.told(scope, person, span, municipality, told)
    made = disclosing.sealed(_open(found.document), "vem-var-hos-vem.json")
    holds.place(scope, person, holds.LEGAL, told, span.first, span.last)
    disclosing.record(scope, "who_with_whom", person, made.seal, told, span)
    for recipient_id in sorted({*found.recipients, *([person.id] if person.kind == RECIPIENT else [])}):
        trail.note(scope, "export", recipient_id=recipient_id, reason=told)
    for worker_id in sorted({*found.workers, *([person.id] if person.kind == WORKER else [])}):
        trail.note(scope, "export", worker_id=worker_id, reason=told)
    return made


def _open(document: dict[str, object]) -> dict[str, object]:
    """The document without what it only kept to reckon with."""
    people: dict[str, list[dict[str, object]]] = document["people"]  # type: ignore[assignment]  # our own document
    kept = {kind: [{k: v for k, v in one.items() if k[0] != "_"} for one in some] for kind, some in people.items()}
    return {**document, "people": kept}
