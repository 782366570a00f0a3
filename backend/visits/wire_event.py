"""Reads one event as it came over the wire: plain values, or why it cannot be understood. Pure.

Written out by hand, since a batch of 500 is to cost little more than storing it; the published shape stands in
`schema.wire.events`, and a test holds the two to the same answer.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from schema.wire.events import LONGEST_ID, LONGEST_NOTE
from schema.wire.facts import KINDS, METHODS, REASONS

PAST, AHEAD = timedelta(days=2 * 365), timedelta(days=2)
"""A time further away than this is not understood: a clock that is wrong by years, or a typing error."""
RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that no database keeps or no reader sees."""


@dataclass(frozen=True, slots=True)
class WireEvent:
    """One event, understood by itself; ids are the sender's."""

    event_id: str
    kind: str
    visit_id: str | None
    recipient_id: str | None
    worker_id: str
    occurred_at: datetime
    method: str
    card: str | None
    reason: str | None
    note: str | None


class NotUnderstood(ValueError):
    """Why an event is rejected: a stable code and a sentence."""

    def __init__(self, code: str, message: str, event_id: str | None = None):
        self.code, self.message, self.event_id = code, message, event_id
        super().__init__(code)


def read_event(given: object, now: datetime) -> WireEvent:
    """The event in `given` (a decoded JSON value). Raises NotUnderstood, with the event_id where there is one."""
    if not isinstance(given, dict):
        raise NotUnderstood("not_an_object", "Händelsen är inget objekt.")
    event_id = _event_id(given.get("event_id"))
    try:
        return _read(event_id, given, now)
    except NotUnderstood as fault:
        fault.event_id = event_id
        raise


def _read(event_id: str, given: dict[str, object], now: datetime) -> WireEvent:
    card = _text(given, "card", 2_000)
    method = _choice(given, "method", METHODS) or ("qr" if card else "app")
    visit_id, recipient_id = _text(given, "visit_id", LONGEST_ID), _text(given, "recipient_id", LONGEST_ID)
    if visit_id is None and recipient_id is None:
        raise NotUnderstood("missing_visit_or_recipient", "Ange visit_id eller recipient_id.")
    reason, note = _reason(_text(given, "reason", LONGEST_NOTE), _text(given, "note", LONGEST_NOTE))
    return WireEvent(
        event_id=event_id,
        kind=_needed(_choice(given, "kind", KINDS), "kind"),
        visit_id=visit_id,
        recipient_id=recipient_id,
        worker_id=_needed(_text(given, "worker_id", LONGEST_ID), "worker_id"),
        occurred_at=_instant(given.get("occurred_at"), now),
        method=method,
        card=card,
        reason=reason,
        note=note,
    )


def _event_id(value: object) -> str:
    try:
        return str(uuid.UUID(value)) if isinstance(value, str) else _no_uuid(None)
    except ValueError:
        return _no_uuid(value if isinstance(value, str) and len(value) <= LONGEST_ID else None)


def _no_uuid(value: str | None) -> str:
    raise NotUnderstood("bad_event_id", "event_id ska vara ett UUID.", value)


def _text(given: dict[str, object], name: str, longest: int) -> str | None:
    value = given.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > longest or UNREADABLE.search(value):
        raise NotUnderstood(f"bad_{name}", f"{name} ska vara text, högst {longest} tecken.")
    return value


def _choice(given: dict[str, object], name: str, allowed: tuple[str, ...]) -> str | None:
    value = given.get(name)
    if value is not None and value not in allowed:
        raise NotUnderstood(f"unknown_{name}", f"{name} ska vara ett av: {', '.join(allowed)}.")
    return str(value) if value is not None else None


def _needed(value: str | None, name: str) -> str:
    if value is None:
        raise NotUnderstood(f"missing_{name}", f"{name} saknas.")
    return value


def _reason(reason: str | None, note: str | None) -> tuple[str | None, str | None]:
    """A reason that is no code may hold anything: it goes with the note, which is encrypted."""
    if reason is None or reason in REASONS:
        return reason, note
    return "other", f"{reason}\n{note}" if note else reason


def _instant(value: object, now: datetime) -> datetime:
    if value is None:
        raise NotUnderstood("missing_occurred_at", "occurred_at saknas.")
    if not isinstance(value, str) or not RFC3339.fullmatch(value):
        raise NotUnderstood(
            "bad_occurred_at", "occurred_at ska vara en tid enligt RFC 3339, med förskjutning från UTC."
        )
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError:
        raise NotUnderstood("bad_occurred_at", "occurred_at är ingen tid som finns.") from None
    if not 2000 <= moment.year < 2100 or not now - PAST <= moment <= now + AHEAD:
        raise NotUnderstood("time_out_of_range", "occurred_at ligger mer än två år bakåt eller två dygn framåt.")
    return moment.astimezone(UTC)
