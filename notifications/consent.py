"""Asked again just before sending: what was wished when a message was written may be withdrawn while it waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from notifications.events import Kind
from schema import clock
from schema.db import db
from schema.tables import Message, Recipient, Relative


def unwanted(message_ids: Sequence[int]) -> set[int]:
    """Those messages that may not be sent any more.

    Morning lists to a number where nobody wants one, or where somebody now is who must not get one: the lowest level
    over everybody who has the number, as when it was written. Whatever is to or about a recipient who has ended or is
    protected now. Whatever is to a relative whose consents do not hold. A code is wanted by who asked for it.
    """
    today = clock.today()
    query = select(Message.id).where(
        Message.id.in_(message_ids), or_(_unwished(today), _to_nobody_here(today), _to_a_stranger(today))
    )
    return set(db.session.scalars(query))


def _living(today: date) -> ColumnElement[bool]:
    return and_(Recipient.revision > 0, or_(Recipient.ended_on.is_(None), Recipient.ended_on >= today))


def _unwished(today: date) -> ColumnElement[bool]:
    here = select(Recipient.id).where(Recipient.phone_hash == Message.number_hash, _living(today)).correlate(Message)
    wanted = exists(here.where(Recipient.sms_detail != "none"))
    unwilling = exists(here.where(or_(Recipient.protected.is_(True), Recipient.sms_detail == "none")))
    return and_(Message.kind == Kind.MORNING, or_(~wanted, unwilling))


def _to_nobody_here(today: date) -> ColumnElement[bool]:
    here = select(Recipient.id).where(
        Recipient.id == Message.recipient_id, _living(today), Recipient.protected.is_(False)
    )
    return and_(Message.recipient_id.is_not(None), ~exists(here.correlate(Message)))


def _to_a_stranger(today: date) -> ColumnElement[bool]:
    return and_(Message.relative_id.is_not(None), ~exists(_consented(today).correlate(Message)))


def _consented(today: date) -> Select[Any]:
    """The relative of a message, where both consents and their basis hold today (as `policy.Kin.level` says it)."""
    return (
        select(Relative.id)
        .join(Recipient, Recipient.id == Relative.recipient_id)
        .where(
            Relative.id == Message.relative_id,
            Relative.revision > 0,
            Relative.secrecy_consent_on <= today,
            Relative.data_consent_on <= today,
            Relative.consent_basis.is_not(None),
            or_(Relative.consent_until.is_(None), Relative.consent_until >= today),
            _living(today),
            Recipient.protected.is_(False),
        )
    )
