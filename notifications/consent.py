"""Asked again just before sending: what was wished when a message was written may be withdrawn while it waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Select, and_, bindparam, case, exists, not_, or_, select
from sqlalchemy.orm import aliased

from notifications.events import OF_VISITS, Kind, Way
from notifications.policy import Level
from schema import clock
from schema.db import db
from schema.tables import Device, Message, PushSubscription, Recipient, Relative, Visit
from schema.types import UtcDateTime

Day = BindParameter[date]
TODAY: Day = bindparam("today", type_=Date())
NOW = bindparam("now", type_=UtcDateTime())


def unwanted(message_ids: Sequence[int]) -> set[int]:
    """Those messages that may not be sent any more.

    What tells of visits to a number where nobody wants it, or where somebody now is who must not get it, be it a
    relative without consents: none is the lowest level over everybody who has the number, as when it was written.
    Whatever is to or about a recipient who has ended or is protected now. Whatever is to a relative whose consents do
    not hold. What says more than any of its readers may know now. What goes to a browser that is not pushed to any
    more. That nobody came, where somebody has. A code is wanted by who asked for it.
    """
    asked = {"ids": list(message_ids), "today": clock.today(), "now": clock.now()}
    return set(db.session.scalars(_query(), asked))


@cache
def _query() -> Select[Any]:
    """Built once: building it took a third of a delivery's time."""
    parts = (_unwished(TODAY), _read_along(TODAY), _to_nobody_here(TODAY), _to_a_stranger(TODAY), _says_too_much(TODAY))
    some = Message.id.in_(bindparam("ids", expanding=True))
    return select(Message.id).where(some, or_(*parts, _to_a_closed_browser(), _is_over()))


def _to_a_number() -> ColumnElement[bool]:
    """What tells of visits to whoever has the number: not to a relative by her own consents, nor to who called us.

    Who calls and is read her day has shown by her PIN that it is she.
    """
    herself = and_(Message.kind == Kind.DAY_CALL, Message.recipient_id.is_not(None))
    return and_(Message.kind.in_(sorted({*OF_VISITS, Kind.WELCOME})), Message.relative_id.is_(None), not_(herself))


def _living(today: Day, one: Any = Recipient) -> ColumnElement[bool]:
    return and_(one.revision > 0, or_(one.ended_on.is_(None), one.ended_on >= today))


def _on_it(one: Any) -> ColumnElement[bool]:
    """Whether the number is a recipient's, be it her landline."""
    return or_(one.phone_hash == Message.number_hash, one.landline_hash == Message.number_hash)


def _holds(one: Any, today: Day) -> ColumnElement[bool]:
    """Both consents and their basis hold today (as `policy.Kin.level` says it). Never unknown, so it can be denied."""
    given = [and_(column.is_not(None), column <= today) for column in (one.secrecy_consent_on, one.data_consent_on)]
    not_over = or_(one.consent_until.is_(None), one.consent_until >= today)
    return and_(*given, one.consent_basis.is_not(None), one.consent_basis != "", not_over)


def _unwished(today: Day) -> ColumnElement[bool]:
    here = select(Recipient.id).where(_on_it(Recipient), _living(today)).correlate(Message)
    wanted = exists(here.where(Recipient.sms_detail != "none"))
    unwilling = exists(here.where(or_(Recipient.protected.is_(True), Recipient.sms_detail == "none")))
    return and_(_to_a_number(), or_(~wanted, unwilling))


def _read_along(today: Day) -> ColumnElement[bool]:
    """A list that a relative on the number may not read: somebody whom it is about has no consents for her.

    So says `policy.verdict` of levels, when the list is written.
    """
    reader, whose, own, owner = aliased(Relative), aliased(Recipient), aliased(Relative), aliased(Recipient)
    some = (
        select(reader.id)
        .join(whose, whose.id == reader.recipient_id)
        .where(reader.phone_hash == Message.number_hash, reader.revision > 0, _living(today, whose))
        .correlate(Message)
    )
    hers = select(own.id).where(own.phone_hash == Message.number_hash, own.revision > 0, own.recipient_id == owner.id)
    may = exists(hers.correlate(Message, owner))
    may_not = exists(hers.where(not_(_holds(own, today))).correlate(Message, owner))
    about = select(owner.id).where(_on_it(owner), _living(today, owner), owner.protected.is_(False))
    kept_from = exists(about.where(or_(not_(may), may_not)).correlate(Message))
    return and_(_to_a_number(), exists(some), kept_from)


def _to_nobody_here(today: Day) -> ColumnElement[bool]:
    here = select(Recipient.id).where(
        Recipient.id == Message.recipient_id, _living(today), Recipient.protected.is_(False)
    )
    return and_(Message.recipient_id.is_not(None), ~exists(here.correlate(Message)))


def _to_a_stranger(today: Day) -> ColumnElement[bool]:
    return and_(Message.relative_id.is_not(None), ~exists(_consented(today).correlate(Message)))


def _rank(column: Any) -> ColumnElement[int]:
    """How much a recorded word says, in order (`policy.Level`)."""
    return case({level.name.lower(): int(level) for level in Level}, value=column, else_=0)


def _says_too_much(today: Day) -> ColumnElement[bool]:
    """A level above the least of those who have the number now, or of the relative's own consents."""
    owner = select(Recipient.id).where(
        _on_it(Recipient), _living(today), _rank(Recipient.sms_detail) < _rank(Message.level)
    )  # fmt: skip
    whose = aliased(Recipient)
    kin = (
        select(Relative.id)
        .join(whose, whose.id == Relative.recipient_id)
        .where(Relative.revision > 0, _living(today, whose))
        .where(or_(_rank(Relative.may_see) < _rank(Message.level), not_(_holds(Relative, today))))
    )
    along = exists(kin.where(Relative.phone_hash == Message.number_hash, _on_it(whose)).correlate(Message))
    hers = or_(
        Relative.id == Message.relative_id,
        and_(Relative.phone_hash == Message.number_hash, Relative.recipient_id == Message.recipient_id),
    )
    own = exists(kin.where(hers).correlate(Message))
    read = or_(
        and_(_to_a_number(), or_(exists(owner.correlate(Message)), along)),
        and_(Message.relative_id.is_not(None), or_(own, exists(owner.correlate(Message)))),
    )
    return and_(Message.level.is_not(None), Message.channel != Way.PUSH, read)


def _is_over() -> ColumnElement[bool]:
    """That nobody came, or comes later, of a visit that somebody has come to meanwhile."""
    about = aliased(Visit)
    waits = select(about.id).where(about.id == Message.visit_id, about.status.in_(("planned", "missed")))
    about_it = Message.kind.in_(sorted((Kind.NOT_COME, Kind.MISSED, Kind.DELAY)))
    return and_(about_it, Message.visit_id.is_not(None), ~exists(waits.correlate(Message)))


def _to_a_closed_browser() -> ColumnElement[bool]:
    """A push whose subscription has ended, or whose device has."""
    open_device = and_(Device.revoked_at.is_(None), or_(Device.expires_at.is_(None), Device.expires_at > NOW))
    here = (
        select(PushSubscription.id)
        .join(Device, Device.id == PushSubscription.device_id)
        .where(PushSubscription.endpoint_hash == Message.number_hash, PushSubscription.ended_at.is_(None), open_device)
        .correlate(Message)
    )
    return and_(Message.channel == Way.PUSH, ~exists(here))


def _consented(today: Day) -> Select[Any]:
    """The relative of a message, where both consents and their basis hold today."""
    return (
        select(Relative.id)
        .join(Recipient, Recipient.id == Relative.recipient_id)
        .where(
            Relative.id == Message.relative_id,
            Relative.revision > 0,
            _holds(Relative, today),
            _living(today),
            Recipient.protected.is_(False),
        )
    )
