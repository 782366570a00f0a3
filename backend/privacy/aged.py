"""The rows that a rule of retention lets go by their own date, and how what is personal in a row is emptied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, exists, func, literal, not_, or_, select, type_coerce
from sqlalchemy.orm import Session

from backend.privacy import rules as r
from backend.privacy.holds import held, held_workers
from backend.privacy.rules import ERASED, Rule
from notifications.events import Kind
from schema import tables as t
from schema.db import Base

MODELS: Mapping[str, Any] = {
    model.__tablename__: model for model in vars(t).values() if isinstance(model, type) and issubclass(model, Base)
}
GONE = "gone:"
"""Begins what stands in the place of a token's hash that opens nothing any more."""


def _gone(model: Any, column: str = "token_hash") -> ColumnElement[bool]:
    return getattr(model, column).like(f"{GONE}%")


def _message(rule: Rule) -> ColumnElement[bool]:
    still = or_(not_(_remembered()), t.Message.body.is_not(None))
    return and_(t.Message.created_at < rule.moment(), t.Message.number_hash != "", still)


def _remembered() -> ColumnElement[bool]:
    """A welcome to a number that somebody has: that it was let stand is what makes it hers (`telling.confirmed`)."""
    hers = select(t.Recipient.id).where(
        or_(t.Recipient.phone_hash == t.Message.number_hash, t.Recipient.landline_hash == t.Message.number_hash)
    )
    kin = select(t.Relative.id).where(t.Relative.phone_hash == t.Message.number_hash)
    somebodys = or_(exists(hers.correlate(t.Message)), exists(kin.correlate(t.Message)))
    return and_(t.Message.kind == Kind.WELCOME, somebodys)


def _device(rule: Rule) -> ColumnElement[bool]:
    ended = func.coalesce(t.Device.revoked_at, t.Device.expires_at)
    return and_(type_coerce(ended, t.Device.revoked_at.type) < rule.moment(), not_(_gone(t.Device)))


def _incident(rule: Rule) -> ColumnElement[bool]:
    last = select(t.Incident.number).group_by(t.Incident.number)
    return t.Incident.number.in_(last.having(func.max(t.Incident.written_at) < rule.moment()))


AGED: Mapping[str, Callable[[Rule], ColumnElement[bool]]] = {
    r.MESSAGE_TEXT.name: _message,
    r.CODE.name: lambda rule: t.Code.expires_at < rule.moment(),
    r.DEVICE.name: _device,
    r.CARD.name: lambda rule: and_(t.Card.revoked_at < rule.moment(), not_(_gone(t.Card))),
    r.SIGN_IN.name: lambda rule: t.SignIn.seen_at < rule.moment(),
    r.IMPORT_REPORT.name: lambda rule: and_(t.ImportRun.started_at < rule.moment(), t.ImportRun.package != ""),
    r.TASK.name: lambda rule: and_(t.Task.raised_at < rule.moment(), t.Task.settled_at.is_not(None)),
    r.LOG_CHECK.name: lambda rule: t.LogCheck.checked_at < rule.moment(),
    r.TRAIL.name: lambda rule: t.Trail.at < rule.moment(),
    r.INCIDENT.name: _incident,
    r.RECEIPT.name: lambda rule: t.ReceiptRow.received_at < rule.moment(),
    r.INBOUND.name: lambda rule: t.InboundText.received_at < rule.moment(),
    r.ANNOUNCED.name: lambda rule: t.Announcement.arose_at < rule.moment(),
    r.HAND_CALL.name: lambda rule: t.HandCall.done_at < rule.moment(),
    r.ON_CALL.name: lambda rule: t.OnCall.until_at < rule.moment(),
    r.CALLER_PIN.name: lambda rule: t.CallerPin.ended_at < rule.moment(),
    r.PUSH.name: lambda rule: t.PushSubscription.ended_at < rule.moment(),
    r.ASKED.name: lambda rule: t.SurveyAsk.asked_on < rule.before(),
    r.FEEDBACK.name: lambda rule: t.Feedback.answered_at < rule.moment(),
    r.UNANSWERED.name: lambda rule: and_(t.Feedback.said_at < rule.moment(), t.Feedback.answered_at.is_(None)),
    r.PHOTO.name: lambda rule: t.WorkerPhoto.removed_at < rule.moment(),
}
"""By the rule's name: the condition that a row is old enough."""


def condition(rule: Rule, session: Session) -> ColumnElement[bool]:
    """The condition that a row goes under a rule about rows: old enough, and about nobody who is held."""
    model = MODELS[rule.tables[0]]
    parts = [AGED[rule.name](rule), not_held(model)]
    if rule is r.TRAIL and session.get_bind().dialect.name == "sqlite":
        parts.append(t.Trail.id < select(func.max(t.Trail.id)).scalar_subquery())  # its id must not be given out again
    return and_(*parts)


def not_held(model: Any) -> ColumnElement[bool]:
    """The condition that a row is about nobody under a hold: not she, not her relative, not the worker."""
    relatives = select(t.Relative.id).where(t.Relative.recipient_id.in_(held()))
    accounts = select(t.User.id).where(t.User.worker_id.in_(held_workers()))
    known = {"recipient_id": held(), "relative_id": relatives, "worker_id": held_workers(), "user_id": accounts}
    columns = model.__table__.columns
    return and_(literal(True), *(_not_in(columns[name], some) for name, some in known.items() if name in columns))


def _not_in(column: Any, some: Any) -> ColumnElement[bool]:
    return or_(column.is_(None), column.not_in(some))


def left_by_rows(model: type[Base], session: Session) -> list[ColumnElement[bool]]:
    """For a table that a rule about rows takes rows from, or empties: the condition that it leaves this one."""
    same = [rule for rule in r.ROWS if rule.tables == (model.__tablename__,) and rule is not r.MESSAGE_TEXT]
    return [not_(func.coalesce(condition(rule, session), literal(False))) for rule in same]


def _id(model: Any, before: str) -> Any:
    """A text that is a row's own, and no longer anybody's."""
    return literal(before).concat(cast(model.id, Text))


EMPTY: Mapping[str, Callable[[], dict[str, Any]]] = {
    "message": lambda: {
        "body": None, "number": "", "sid": None,
        "number_hash": case((_remembered(), t.Message.number_hash), else_=""),
    },
    "device": lambda: {"label": None, "token_hash": _id(t.Device, GONE)},
    "card": lambda: {"token": "", "token_hash": _id(t.Card, GONE)},
    "relative": lambda: {
        **dict.fromkeys(
            ("relation", "phone", "phone_hash", "email", "email_hash", "reach_since_at", "phone_verified_at",
             "email_verified_at", "subject_hash", "secrecy_consent_on", "data_consent_on", "consent_basis",
             "consent_until")),
        "name": "", "may_see": "times", "notices": "none", **_reference(t.Relative),
    },
    "recipient": lambda: {
        **dict.fromkeys(
            ("personal_number", "personal_number_hash", "birth_date", "phone", "phone_hash", "phone_confirmed_on",
             "phone_since_at", "phone_verified_at", "phone_closed_at", "landline", "landline_hash",
             "landline_since_at", "landline_verified_at",
             "card_detail", "card_consent_on", "key_worker_id", "ended_on")),
        "name": "", "language": "sv", "sms_detail": "none", "protected": False, **_reference(t.Recipient),
    },
    "home": lambda: {
        **dict.fromkeys(("address", "postal_code", "city", "latitude", "longitude")),
        "outside_id": _id(t.Home, GONE),
    },
    "worker": lambda: {
        **dict.fromkeys(("title", "phone", "email", "employment", "languages", "alias")),
        "name": "", "shown_name": "", "shown_as": "title", **_reference(t.Worker),
    },
    "user": lambda: {
        **dict.fromkeys(
            ("password", "password_set_at", "fs_webauthn_user_handle", "tf_primary_method", "tf_totp_secret",
             "tf_counter", "mf_recovery_codes", "subject_hash", "pin_hash", "worker_id")),
        "email": _id(t.User, GONE), "name": "", "fs_uniquifier": _id(t.User, GONE),
    },
}  # fmt: skip
"""What is written over a row that stays as a reference: its numbers, its key in the plan and its hashes too."""


def _reference(model: Any) -> dict[str, Any]:
    return {"outside_id": _id(model, GONE), "revision": 0, "digest": ERASED}
