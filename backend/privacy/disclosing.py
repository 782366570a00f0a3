"""Handing out: a scope and a reason asked, the document sealed, the disclosure recorded, the trail told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from backend.access import limit, trail
from backend.access.scope import MUNICIPALITY, Scope
from backend.privacy import extract, sealing
from backend.privacy.extract import About
from backend.privacy.parts import RECIPIENT, RELATIVE, WORKER
from schema import clock
from schema.db import db
from schema.tables import Disclosure, Recipient, Relative, Worker

LEAST_REASON = 10
"""Characters: a reason says something."""


class NoReason(ValueError):
    """The reason is missing or too short to be one."""


@dataclass(frozen=True)
class HandedOut:
    """A document with its seal."""

    document: dict[str, Any]
    content: bytes
    seal: sealing.Sealed


@dataclass(frozen=True)
class Span:
    """The local dates that a document covers, both in; None: without end."""

    first: date | None = None
    last: date | None = None


def reachable(scope: Scope, kind: str, row_id: int) -> About | None:
    """The person, where she is inside the scope; None else, and for a kind that is not known."""
    if kind == WORKER:
        query = select(Worker.id).where(Worker.id == row_id, scope.units(Worker.unit_id), Worker.revision > 0)
    elif kind == RELATIVE:
        joined = select(Relative.id).join(Recipient, Recipient.id == Relative.recipient_id)
        query = scope.people(joined).where(Relative.id == row_id, Relative.revision > 0)
    elif kind == RECIPIENT:
        query = scope.people(select(Recipient.id)).where(Recipient.id == row_id)
    else:
        return None
    return extract.about(kind, row_id) if db.session.scalar(query) is not None else None


def reason_given(text: str) -> str:
    """The reason, trimmed. Raises NoReason."""
    told = " ".join(text.split())
    if len(told) < LEAST_REASON:
        raise NoReason
    return told


def hand_out(scope: Scope, person: About, municipality: str, reason: str) -> HandedOut:
    """An extract of everything about a person, recorded and loud in the trail. Raises NoReason, TooMany.

    The caller has asked the scope (`reachable`), and commits.
    """
    told = reason_given(reason)
    limit.attempt("extract", scope.user_id)
    made = sealed(extract.document(person, municipality, told), "utdrag.json")
    record(scope, "extract", person, made.seal, told, Span())
    trail.note(
        scope, "export", recipient_id=person.recipient_id, reason=told, unit_id=person.unit_id,
        worker_id=person.id if person.kind == WORKER else None,
    )  # fmt: skip
    return made


def sealed(document: dict[str, Any], name: str) -> HandedOut:
    """A document with the seal of its bytes."""
    content = sealing.canonical(document)
    return HandedOut(document, content, sealing.seal(content, name))


def record(scope: Scope, kind: str, person: About, seal: sealing.Sealed, reason: str, span: Span) -> None:
    """Write down that it was handed out."""
    db.session.add(
        Disclosure(
            kind=kind,
            recipient_id=person.recipient_id,
            worker_id=person.id if person.kind == WORKER else None,
            from_on=span.first,
            until_on=span.last,
            reason=reason,
            user_id=scope.user_id,
            made_at=clock.now(),
            seal=dict(seal),
        )
    )


def by_operator(person: About, municipality: str, reason: str) -> HandedOut:
    """An extract made by an operator's command, recorded and on the trail. Raises NoReason. The caller commits."""
    told = reason_given(reason)
    made = sealed(extract.document(person, municipality, told), "utdrag.json")
    record(MUNICIPALITY, "extract", person, made.seal, told, Span())
    look = trail.Look(
        MUNICIPALITY, "export", recipient_id=person.recipient_id, reason=told, unit_id=person.unit_id,
        worker_id=person.id if person.kind == WORKER else None,
    )  # fmt: skip
    db.session.add(trail.row(look, what="privacy extract", address=None))
    return made
