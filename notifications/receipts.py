"""What a provider tells of a message afterwards. Receipts move it only forward, in any order, however often they come.

No function commits.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from notifications import consent
from notifications.events import OF_VISITS, SPOKEN, Kind, Way
from notifications.outbox import without_words
from notifications.states import State, sources
from schema import clock
from schema.db import db
from schema.tables import Message, ReceiptRow

log = logging.getLogger(__name__)
SID = re.compile(r"(?:(?:SM|MM|CA)[0-9a-fA-F]{32}|s[0-9a-f]{8,40})")
SAID: dict[str, State] = {
    "accepted": State.SENT, "scheduled": State.SENT, "queued": State.SENT, "sending": State.SENT, "sent": State.SENT,
    "delivered": State.DELIVERED, "read": State.DELIVERED, "undelivered": State.UNDELIVERED,
    "failed": State.UNDELIVERED, "canceled": State.UNDELIVERED,
    "initiated": State.SENT, "ringing": State.SENT, "in-progress": State.SENT, "answered": State.SENT,
    "created": State.SENT, "completed": State.UNDELIVERED, "busy": State.UNDELIVERED, "no-answer": State.UNDELIVERED,
}  # fmt: skip
"""The providers' words for texts and calls → the state they lead to. A call that ended without its code having been
said did not reach anybody: one that said it is `delivered` already."""
CALL_SIDS = "CA"


@dataclass(frozen=True)
class Receipt:
    """What a provider tells: what it knows a message by, how it stands, an error's number; our own number for it."""

    sid: str
    status: str
    error: str | None = None
    message_id: int | None = None
    channel: str = "twilio_sms"


@dataclass(frozen=True)
class Spoken:
    """What a call is to say: a code, or the lines of a day; which kind of message it is, and in which language."""

    message_id: int
    kind: str
    words: str
    language: str


def receive(receipt: Receipt) -> bool:
    """Keep a receipt, and move its message on as it says. False where no message of ours goes forward by it."""
    there = SAID.get(receipt.status)
    if there is None or not SID.fullmatch(receipt.sid):
        log.info("a receipt that says nothing we know")
        return False
    _recognise(receipt)
    moved = there is not State.SENT and _move(there, Message.sid == receipt.sid, reason=_reason(receipt, there))
    if not moved and not _known(receipt.sid):
        log.info("a receipt for a message that we do not know")
    _keep(receipt, moved)
    return moved


def _keep(receipt: Receipt, moved: bool) -> None:
    row = ReceiptRow(
        provider=receipt.channel.partition("_")[0], sid=receipt.sid, status=receipt.status, moved=moved,
        error=(receipt.error or "")[:20] or None, message_id=receipt.message_id, received_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)


def _recognise(receipt: Receipt) -> None:
    """A receipt may come before the answer to our call, or in its place: then it says what the message is known by."""
    if receipt.message_id is not None:
        calls = receipt.sid.startswith(CALL_SIDS)
        took = {"channel": "twilio_voice"} if calls else {"channel": receipt.channel, "body": without_words()}
        ours = (Message.id == receipt.message_id, Message.sid.is_(None), Message.attempts > 0, _goes_by(receipt.sid))
        _move(State.SENT, *ours, sid=receipt.sid, **took)


def _goes_by(sid: str) -> ColumnElement[bool]:
    return Message.channel == (Way.CALL if sid.startswith(CALL_SIDS) else Way.SMS)


def _reason(receipt: Receipt, there: State) -> str | None:
    if there is not State.UNDELIVERED:
        return None
    error = receipt.error or ""
    if error.isascii() and error.isdigit() and int(error[:9]) > 0:
        return "opted_out_21610" if error == "21610" else error[:9]
    return {"completed": "not_heard"}.get(receipt.status, receipt.status)


def _known(sid: str) -> bool:
    return db.session.scalar(select(Message.id).where(Message.sid == sid).limit(1)) is not None


def say(message_id: int, call_sid: str) -> Spoken | None:
    """The words of a call under way, said now: a code is then erased; None where there are none to say any more.

    The call is the one that this message was sent by, or nobody knows yet which it was. What was read out has arrived.
    """
    if not call_sid.startswith(CALL_SIDS) or not SID.fullmatch(call_sid):
        return None
    _recognise(Receipt(call_sid, "in-progress", message_id=message_id))
    row = db.session.execute(
        select(Message.id, Message.kind, Message.body, Message.language)
        .where(Message.id == message_id, Message.sid == call_sid, Message.body.is_not(None), _may_be_said())
        .with_for_update()
    ).one_or_none()
    if row is None or (row.kind in OF_VISITS and consent.unwanted([row.id])):
        return None
    _move(State.DELIVERED, Message.id == row.id)
    return Spoken(row.id, row.kind, row.body, row.language)


def _may_be_said() -> ColumnElement[bool]:
    """A code once and in time; the lines of a day on that day, as often as she asks in the one call."""
    once = and_(Message.kind == Kind.CODE, Message.state == State.SENT, Message.expires_at > clock.now())
    today = Message.created_at >= clock.day_bounds(clock.today())[0]
    often = and_(Message.kind.in_(sorted(SPOKEN)), Message.state.in_((State.SENT, State.DELIVERED)), today)
    return or_(once, often)


def about(message_id: int) -> tuple[str | None, str]:
    """The kind and the language of a message; none and Swedish where there is none."""
    row = db.session.execute(select(Message.kind, Message.language).where(Message.id == message_id)).one_or_none()
    return (row.kind, row.language) if row else (None, "sv")


def _move(there: State, *which: ColumnElement[bool], **values: Any) -> bool:
    """Move the message in question, where its state allows; what it said need not be kept once it has arrived."""
    now = clock.now()
    if there is not State.SENT:
        values |= {"body": without_words()}
    more: dict[State, dict[str, Any]] = {
        State.DELIVERED: {"delivered_at": now, "reason": None}, State.SENT: {"handed_at": now},
    }  # fmt: skip
    values |= more.get(there, {})
    moved = db.session.execute(
        update(Message)
        .where(*which, or_(*(Message.state == here for here in sources(there))))
        .values(state=there, settled_at=now, **values)
        .execution_options(synchronize_session=False)
    )
    return bool(moved.rowcount)  # type: ignore[attr-defined]  # an update has a rowcount
