"""Writing messages: each once, in the transaction of its cause, with the promises that it makes.

No function commits, and none calls out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, insert, select, update

from notifications.events import Way
from notifications.sms_text import measure
from notifications.states import State
from schema import clock, wake
from schema.db import db, insert_new
from schema.tables import Message, MessageLedger, Promise


@dataclass(frozen=True)
class Told:
    """A visit that a message tells of, in the revision that it tells."""

    visit_id: int
    revision: int


@dataclass(frozen=True)
class Draft:
    """A message to be written. `dedupe_key` is used once, for ever; `number` is an address when it goes by e-mail."""

    dedupe_key: str
    kind: str
    unit_id: int | None
    number: str
    number_hash: str
    language: str
    body: str
    expires_at: datetime
    told: tuple[Told, ...] = ()
    way: Way = Way.SMS
    recipient_id: int | None = None
    relative_id: int | None = None
    user_id: int | None = None
    visit_id: int | None = None
    level: str | None = None
    urgent: bool = False
    held: str | None = None
    """Why it does not leave (a code): it is written all the same, so that somebody who asks gets an answer."""


def write(drafts: Iterable[Draft]) -> int:
    """Queue the drafts whose key was never used, with the promises they make; how many were new.

    One that is held is written as suppressed: it promises nothing.
    """
    now = clock.now()
    by_key = {draft.dedupe_key: draft for draft in drafts}
    keys = sorted(by_key)  # in one order everywhere, so that two writers never wait for each other
    new = _reserve(keys)
    fresh = [by_key[key] for key in keys if key in new]
    if not fresh:
        return 0
    rows = [_row(draft, now) for draft in fresh]
    ids = list(db.session.scalars(insert(Message).returning(Message.id, sort_by_parameter_order=True), rows))
    ledger = [{"dedupe_key": draft.dedupe_key, "message_id": id_} for draft, id_ in zip(fresh, ids, strict=True)]
    db.session.execute(update(MessageLedger), ledger)
    promises = [
        {"visit_id": told.visit_id, "revision": told.revision, "message_id": id_, "told_at": now}
        for draft, id_ in zip(fresh, ids, strict=True)
        for told in (() if draft.held else draft.told)
    ]
    if promises:
        db.session.execute(insert(Promise), promises)
    if not all(draft.held for draft in fresh):
        wake.soon("deliver")
    return len(fresh)


def free(message_ids: Sequence[int]) -> int:
    """Let the keys of messages that were held, and can never leave, be used again; how many.

    What stands under the old key then says which message it was.
    """
    used = update(MessageLedger).where(MessageLedger.message_id.in_(message_ids))
    anew = used.values(dedupe_key=MessageLedger.dedupe_key + ":held:" + cast(MessageLedger.message_id, String))
    result = db.session.execute(anew, execution_options={"synchronize_session": False})
    return int(result.rowcount)  # type: ignore[attr-defined]  # an update has a rowcount


def number_of(key: str) -> int | None:
    """The message that was written under a key."""
    return db.session.scalar(select(MessageLedger.message_id).where(MessageLedger.dedupe_key == key))


def _reserve(keys: Sequence[str]) -> set[str]:
    """Take the keys nobody took before; a second writer waits for the first and then gets none."""
    if not keys:
        return set()
    rows = [{"dedupe_key": key, "message_id": 0} for key in keys]
    return set(db.session.scalars(insert_new(MessageLedger, rows).returning(MessageLedger.dedupe_key)))


def _row(draft: Draft, now: datetime) -> dict[str, Any]:
    ended = {"state": State.SUPPRESSED, "reason": draft.held, "settled_at": now}
    waits = {"state": State.QUEUED, "reason": None, "settled_at": None}
    return {
        "kind": draft.kind,
        "channel": draft.way,
        "unit_id": draft.unit_id,
        "recipient_id": draft.recipient_id,
        "relative_id": draft.relative_id,
        "user_id": draft.user_id,
        "visit_id": draft.visit_id,
        "level": draft.level,
        "urgent": draft.urgent,
        "segments": measure(draft.body).segments if draft.way is Way.SMS else None,
        "number": draft.number,
        "number_hash": draft.number_hash,
        "language": draft.language,
        "body": draft.body,
        "created_at": now,
        "wanted_at": now,
        "due_at": now,
        "expires_at": draft.expires_at,
        "attempts": 0,
        **(ended if draft.held else waits),
    }
