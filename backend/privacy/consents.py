"""Wishes and consents of a person, as recorded here: given on her word, withdrawn at once, ended by their date.

What is decided here stands against the plan: see `backend.planning.withdrawn`, which reads the same two tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, exists, select, update
from sqlalchemy.orm import aliased

from backend.access import trail, wishes
from backend.access.scope import Scope
from backend.devices import revoke
from backend.devices import withdraw as relatives_end
from backend.privacy.consent_register import recipient_in
from schema import clock
from schema.db import db
from schema.tables import Consent, Home, Recipient, Relative, Withdrawal

RELATIVE, DEVICE = "relative", "device"
WHAT = ("sms_detail", "card_detail", RELATIVE, DEVICE)
LEVELS = ("times", "names", "services")
BASES = ("self", "guardian", "future_power")
HOW = ("written", "spoken", "telephone")
LESS = "less_wanted"
"""Why a list that waits is dropped: it says more than is wished now."""


class NotValid(ValueError):
    """A consent that cannot be recorded; the message is the name of the field that is wrong."""


@dataclass(frozen=True)
class Given:
    """A consent on somebody's word. `given_by` names the guardian or attorney where it was not herself."""

    what: str
    level: str | None
    basis: str
    how: str
    given_on: date
    until_on: date | None = None
    given_by: str | None = None
    relative_id: int | None = None

    def check(self) -> None:
        """Raises NotValid."""
        faults = {
            "what": self.what not in WHAT or (self.what == RELATIVE) is (self.relative_id is None),
            "level": (self.level not in LEVELS) if self.what != DEVICE else self.level is not None,
            "basis": self.basis not in BASES,
            "how": self.how not in HOW,
            "given_on": self.given_on > clock.today(),
            "until_on": self.until_on is not None and self.until_on < max(self.given_on, clock.today()),
            "given_by": self.basis != "self" and not (self.given_by or "").strip(),
        }
        wrong = next((name for name, fault in faults.items() if fault), None)
        if wrong:
            raise NotValid(wrong)


def record(scope: Scope, recipient_id: int, given: Given) -> bool:
    """Record a consent, effective at once; False where she (or the relative) is not inside the scope.

    Raises NotValid. The caller commits.
    """
    given.check()
    row = recipient_in(scope, recipient_id)
    if row is None or scope.user_id is None or (row.ended_on is not None and row.ended_on < clock.today()):
        return False
    if row.protected and given.what != "card_detail":
        raise NotValid("what")  # no texts, no relatives and no devices for somebody with protected identity
    if given.what == RELATIVE and not _let_see(row.id, given):
        return False
    keep(row, given, user_id=scope.user_id)
    trail.note(scope, "change", recipient_id=row.id)
    return True


def keep(row: Recipient, given: Given, *, user_id: int | None = None, device_id: int | None = None) -> None:
    """Put a sound consent of somebody whom the caller may change on record, effective at once. The caller commits.

    By staff on her word (`user_id`), or by herself on her own device.
    """
    if given.what in wishes.LOWEST:
        if given.what == "sms_detail" and _is_less(given.level, row.sms_detail):
            revoke.lists_to(row.phone_hash, LESS)
        setattr(row, given.what, given.level)
    if given.what == "card_detail":
        row.card_consent_on = given.given_on
    db.session.add(
        Consent(
            what=given.what, recipient_id=row.id, relative_id=given.relative_id, level=given.level, basis=given.basis,
            given_by=given.given_by if given.basis != "self" else None, how=given.how, given_on=given.given_on,
            until_on=given.until_on, recorded_by_user_id=user_id, device_id=device_id, recorded_at=clock.now(),
        )
    )  # fmt: skip
    _shown_anew(row)


def withdraw(
    scope: Scope, recipient_id: int, what: str, relative_id: int | None = None, how: str | None = None
) -> bool:
    """Withdraw a consent at once: nothing more is shown or sent under it. False where it is not inside the scope.

    `how` she said it. Raises KeyError for what cannot be withdrawn. The caller commits.
    """
    row = recipient_in(scope, recipient_id)
    if row is None or scope.user_id is None:
        return False
    if what in wishes.LOWEST:
        wishes.withdraw(scope, recipient_id, what, how)
    elif what == RELATIVE:
        if relative_id is None or not _hers(row.id, relative_id):
            return False
        relatives_end.withdraw_relative(scope, relative_id, how)
    elif what == DEVICE:
        taken = Withdrawal(what=what, recipient_id=row.id, withdrawn_at=clock.now(), user_id=scope.user_id, how=how)
        db.session.add(taken)
        revoke.of_recipient(row.id, "consent_ended", scope.user_id)
    else:
        raise KeyError(what)
    _changed(scope, row)
    return True


def end_expired() -> int:
    """Let wishes whose date has passed fall to the lowest; how many. The caller commits.

    What relatives see asks its date at each look, and `backend.devices.revoke.groundless` ends their devices.
    """
    ended = 0
    for row in db.session.scalars(_last_words().where(Consent.until_on < clock.today())):
        person = db.session.get_one(Recipient, row.recipient_id)
        if getattr(person, row.what) != wishes.LOWEST[row.what]:
            setattr(person, row.what, wishes.LOWEST[row.what])
            _shown_anew(person)
            ended += 1
    return ended


def _last_words() -> Select[Consent]:
    """The consents to texts and cards after which nothing was decided about the same."""
    later = aliased(Consent)
    same = later.recipient_id == Consent.recipient_id, later.what == Consent.what
    taken = Withdrawal.recipient_id == Consent.recipient_id, Withdrawal.what == Consent.what
    return (
        select(Consent)
        .where(
            Consent.what.in_(sorted(wishes.LOWEST)),
            ~exists().where(*same, later.id > Consent.id),
            ~exists().where(*taken, Withdrawal.withdrawn_at >= Consent.recorded_at),
        )
        .order_by(Consent.id)
    )


def _let_see(recipient_id: int, given: Given) -> bool:
    """Let a relative see what the consent says; False where she is no relative of the recipient's."""
    row = _hers(recipient_id, given.relative_id)
    if row is None:
        return False
    if _is_less(given.level, row.may_see):
        revoke.lists_to(row.phone_hash, LESS)
    row.secrecy_consent_on = row.data_consent_on = given.given_on
    row.consent_basis, row.consent_until, row.may_see = given.basis, given.until_on, given.level or "times"
    return True


def _is_less(level: str | None, before: str) -> bool:
    """Whether a level says less than the one before it."""
    return level in LEVELS and before in LEVELS and LEVELS.index(level) < LEVELS.index(before)


def _hers(recipient_id: int, relative_id: int | None) -> Relative | None:
    """The relative, if she is the recipient's and stands in the plan."""
    row = db.session.get(Relative, relative_id) if relative_id is not None else None
    return row if row is not None and row.recipient_id == recipient_id and row.revision > 0 else None


def _changed(scope: Scope, row: Recipient) -> None:
    _shown_anew(row)
    trail.note(scope, "change", recipient_id=row.id)


def _shown_anew(row: Recipient) -> None:
    db.session.flush()
    db.session.execute(update(Home).where(Home.id == row.home_id).values(version=Home.version + 1))
