"""The register of a person's wishes and consents: what was given and withdrawn here, and what holds now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.tables import Consent, Recipient, Relative, User, Withdrawal


@dataclass(frozen=True)
class Line:
    """A line of the register: a consent given, or one withdrawn, here."""

    what: str
    given: bool
    relative_id: int | None
    level: str | None
    basis: str | None
    given_by: str | None
    how: str | None
    on: date
    until_on: date | None
    recorded_at: datetime
    recorded_by: str | None


@dataclass(frozen=True)
class RelativeLine:
    """What holds for a relative now."""

    id: int
    name: str
    relation: str | None
    secrecy_consent_on: date | None
    data_consent_on: date | None
    basis: str | None
    until_on: date | None
    may_see: str
    notices: str

    @property
    def holds(self) -> bool:
        """Whether both consents stand today, on a basis."""
        dated = self.secrecy_consent_on and self.data_consent_on and self.basis
        return bool(dated) and (self.until_on is None or self.until_on >= clock.today())


def recipient_in(scope: Scope, recipient_id: int) -> Recipient | None:
    """The recipient, where she is inside the scope."""
    return db.session.scalar(scope.people(select(Recipient)).where(Recipient.id == recipient_id))


def register(scope: Scope, recipient_id: int) -> list[Line] | None:
    """What was given and withdrawn here, newest first; None where she is not inside the scope."""
    if recipient_in(scope, recipient_id) is None:
        return None
    given = select(Consent, User.name).outerjoin(User, User.id == Consent.recorded_by_user_id)
    taken = select(Withdrawal, User.name).outerjoin(User, User.id == Withdrawal.user_id)
    hers = select(Relative.id).where(Relative.recipient_id == recipient_id)
    lines = [
        Line(row.what, True, row.relative_id, row.level, row.basis, row.given_by, row.how, row.given_on, row.until_on,
             row.recorded_at, by)
        for row, by in db.session.execute(given.where(Consent.recipient_id == recipient_id))
    ]  # fmt: skip
    about = (Withdrawal.recipient_id == recipient_id) | Withdrawal.relative_id.in_(hers)
    lines += [
        Line(row.what, False, row.relative_id, None, None, None, "own" if row.device_id else row.how,
             clock.local_date(row.withdrawn_at), None, row.withdrawn_at, by)
        for row, by in db.session.execute(taken.where(about))
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.recorded_at, line.given), reverse=True)


@dataclass(frozen=True)
class Now:
    """What holds for a recipient now."""

    sms_detail: str
    card_detail: str | None
    card_consent_on: date | None
    protected: bool
    ended: bool


def now(scope: Scope, recipient_id: int) -> Now | None:
    """What holds for her now; None where she is not inside the scope."""
    row = recipient_in(scope, recipient_id)
    if row is None:
        return None
    ended = row.ended_on is not None and row.ended_on < clock.today()
    return Now(row.sms_detail, row.card_detail, row.card_consent_on, row.protected, ended)


def relatives(scope: Scope, recipient_id: int) -> list[RelativeLine]:
    """The relatives of a recipient inside the scope, and what holds for each."""
    inside = scope.people(select(Recipient.id)).where(Recipient.id == recipient_id)
    query = select(Relative).where(Relative.recipient_id.in_(inside), Relative.revision > 0).order_by(Relative.id)
    return [
        RelativeLine(row.id, row.name, row.relation, row.secrecy_consent_on, row.data_consent_on, row.consent_basis,
                     row.consent_until, row.may_see, row.notices)
        for row in db.session.scalars(query)
    ]  # fmt: skip
