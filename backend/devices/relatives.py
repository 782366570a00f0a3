"""Relatives: whom they may see just now, signed in by a code to their number or address, or by strong sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from backend.access.consent import consents_hold
from backend.access.scope import Scope
from backend.devices.devices import hash_of, living, open_now
from schema import clock, languages
from schema.db import db
from schema.keyring import new_token
from schema.tables import Device, Recipient, Relative

SIGNED_IN_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Sight:
    """A recipient whom a signed-in relative may see at this moment, and how much: times, names or services."""

    device_id: int
    relative_id: int
    recipient_id: int
    name: str
    may_see: str
    language: str
    strong: bool
    """Whether a strong sign-in is linked to this."""
    since: date
    """The first day of which anything is shown: that of the later of the two consents."""

    @property
    def scope(self) -> Scope:
        """Who looks, for the trail. It reaches nobody by a query: what is shown is bound to `recipient_id`."""
        return Scope(role="relative", unit_ids=frozenset(), device_id=self.device_id)


def sights(token: str | None, kind: str = "browser") -> tuple[Sight, ...]:
    """Whom a browser's token, or a feed's, lets a relative see now; empty for one that opens nothing."""
    if not token:
        return ()
    query = (
        select(Device.id, Relative, Recipient.name)
        .select_from(Device)
        .join(Relative, Relative.id == Device.relative_id)
        .join(Recipient, Recipient.id == Relative.recipient_id)
        .where(Device.token_hash == hash_of(token), Device.kind == kind, open_now(), same_reach())
        .where(consents_hold(), living())
        .order_by(Recipient.id, Relative.id)
    )
    found = {row[1].recipient_id: _sight(*row) for row in db.session.execute(query)}
    return tuple(found.values())


def same_reach() -> ColumnElement[bool]:
    """The condition on `device` and `relative` that what she signed in by is still hers, and ever was.

    A strong sign-in rests on the number or address by which it was linked. Who answers that it is the wrong number
    (`phone_closed_at`) leaves what an address opened.
    """
    same = or_(Relative.reach_since_at.is_(None), Device.paired_at >= Relative.reach_since_at)
    return and_(same, or_(Device.way == "email", Relative.phone_closed_at.is_(None)))


def _sight(device_id: int, relative: Relative, name: str) -> Sight:
    given = [day for day in (relative.secrecy_consent_on, relative.data_consent_on) if day is not None]
    return Sight(
        device_id, relative.id, relative.recipient_id, name, relative.may_see, languages.known(relative.language).code,
        bool(relative.subject_hash), max(given),
    )  # fmt: skip


def is_signed_in(token: str | None) -> bool:
    """Whether a browser is signed in at all, though everything it showed may be over by now."""
    if not token:
        return False
    live = Device.token_hash == hash_of(token), Device.relative_id.is_not(None), Device.kind == "browser", open_now()
    return db.session.scalar(select(Device.id).where(*live).limit(1)) is not None


def at_reach(way: str, hashed: str) -> tuple[int, ...]:
    """The relatives with this number (ways sms, call) or address (email) who may see somebody now, by row id."""
    return _open(Relative.email_hash == hashed if way == "email" else Relative.phone_hash == hashed)


def by_subject(subject_hash: str) -> tuple[int, ...]:
    """The relatives whom a strong sign-in's subject was linked to and who may see somebody now, by row id."""
    return _open(Relative.subject_hash == subject_hash)


def link_subject(token: str, subject_hash: str) -> int:
    """Let a strong sign-in open from now on what this signed-in browser opens; for how many. The caller commits."""
    ids = [sight.relative_id for sight in sights(token)]
    rows = db.session.scalars(select(Relative).where(Relative.id.in_(ids)).order_by(Relative.id)).all()
    for row in rows:
        row.subject_hash = subject_hash
    return len(rows)


def sign_in(relative_ids: Sequence[int], way: str, label: str | None) -> str:
    """Sign a browser in for some relatives by sms, call, email or oidc: the token it keeps. The caller commits."""
    token, now = new_token(), clock.now()
    for relative_id in relative_ids:
        db.session.add(
            Device(
                relative_id=relative_id, kind="browser", token_hash=hash_of(token), label=label, way=way,
                paired_at=now, used_at=now, expires_at=now + SIGNED_IN_FOR,
            )
        )  # fmt: skip
    db.session.flush()
    return token


def sign_out(token: str) -> int:
    """End what a browser's token opens; how many were open. The caller commits."""
    rows = db.session.scalars(select(Device).where(Device.token_hash == hash_of(token), Device.revoked_at.is_(None)))
    ended = 0
    for row in rows:
        row.revoked_at, row.revoked_why = clock.now(), "by_owner"
        ended += 1
    return ended


def recipients_of(relative_ids: Sequence[int]) -> list[int]:
    """The recipients of some relatives, for the trail."""
    query = select(Relative.recipient_id).where(Relative.id.in_(relative_ids)).distinct()
    return list(db.session.scalars(query.order_by(Relative.recipient_id)))


def _open(which: ColumnElement[bool]) -> tuple[int, ...]:
    query = select(Relative.id).join(Recipient, Recipient.id == Relative.recipient_id)
    return tuple(db.session.scalars(query.where(which, consents_hold(), living()).order_by(Relative.id)))
