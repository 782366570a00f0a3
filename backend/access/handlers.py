"""Recipients with protected identity and who of the staff is named to handle each; nobody else sees them at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select

from backend.access import limit, trail
from backend.access.opening import exactly, the_one
from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.tables import Handler, Recipient, User


@dataclass(frozen=True)
class Named:
    """Somebody of the staff who handles a protected recipient, who is shown by the planning system's id alone."""

    id: int
    recipient_id: int
    outside_id: str
    name: str
    email: str
    from_on: date
    until_on: date | None


def name(scope: Scope, asked: str, email: str, until_on: date | None = None) -> bool:
    """Name an account of the staff as handler of a protected recipient in the scope's units.

    `asked` is the exact personal number or outside id. False where either is not found: one answer for nobody, for
    somebody without protected identity, for another unit's, and for a closed account. An administrator cannot name
    herself: she has no people to handle. The caller commits. Raises TooMany (429).
    """
    limit.attempt("handler_named", scope.user_id)
    found = the_one(
        exactly(asked), scope.units(Recipient.unit_id), Recipient.revision > 0, Recipient.protected.is_(True)
    )
    user_id = db.session.scalar(select(User.id).where(User.email == email.strip().lower()[:200], User.active.is_(True)))
    sound = until_on is None or until_on >= clock.today()
    herself = scope.role == "admin" and user_id == scope.user_id
    if found is None or user_id is None or not sound or herself:
        trail.refused(scope, "handler")
        return False
    db.session.add(
        Handler(
            user_id=user_id, recipient_id=found[0], from_on=clock.today(), until_on=until_on,
            named_by_user_id=scope.user_id, named_at=clock.now(),
        )
    )  # fmt: skip
    trail.note(scope, "change", recipient_id=found[0], reason="handler_named")
    return True


def listing(scope: Scope) -> list[Named]:
    """The handlers named for recipients of the scope's units and not ended, by outside id."""
    query = (
        select(Handler.id, Recipient.id, Recipient.outside_id, User.name, User.email, Handler.from_on, Handler.until_on)
        .join(Recipient, Recipient.id == Handler.recipient_id)
        .join(User, User.id == Handler.user_id)
        .where(scope.units(Recipient.unit_id), _standing())
        .order_by(Recipient.outside_id, Handler.id)
    )
    return [Named(*row) for row in db.session.execute(query)]


def end(scope: Scope, handler_id: int) -> bool:
    """End a naming inside the scope, from now on; False where there is none. The caller commits."""
    row = db.session.scalar(
        select(Handler)
        .join(Recipient, Recipient.id == Handler.recipient_id)
        .where(Handler.id == handler_id, scope.units(Recipient.unit_id), _standing())
    )
    if row is None:
        return False
    row.until_on = clock.today() - timedelta(days=1)
    trail.note(scope, "change", recipient_id=row.recipient_id, reason="handler_ended")
    return True


def _standing() -> ColumnElement[bool]:
    return or_(Handler.until_on.is_(None), Handler.until_on >= clock.today())
