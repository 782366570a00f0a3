"""START: what a STOPP took back is wished for again, as far as it was recorded before. No function commits."""

from __future__ import annotations

from sqlalchemy import select, update

from backend.access import trail
from backend.access.scope import Scope
from backend.telling import wishes
from schema import clock
from schema.db import db
from schema.tables import Consent, Home, PlanRevision, Recipient, Relative, Withdrawal

BY_NUMBER = Scope(role="number", unit_ids=frozenset())
"""Somebody with the telephone in her hand: who it is, nobody knows."""
ORDER = {"sms_detail": ("times", "names", "services"), "notices": ("changes", "all")}
LOWEST = {"sms_detail": "times", "notices": "changes"}


def take(number_hash: str) -> int:
    """Give everybody who has a number her wish back, where a text took it; how many."""
    people = db.session.scalars(
        select(Recipient).where(Recipient.phone_hash == number_hash, Recipient.revision > 0).order_by(Recipient.id)
    ).all()
    kin = db.session.scalars(
        select(Relative).where(Relative.phone_hash == number_hash, Relative.revision > 0).order_by(Relative.id)
    ).all()
    given = [_wishes_again(person, "sms_detail", "recipients") for person in people]
    given += [_wishes_again(relative, "notices", "relatives") | _here_again(relative) for relative in kin]
    return sum(given)


def _here_again(relative: Relative) -> bool:
    """What she wished here, rather than by the plan."""
    again = relative.phone_closed_at is None and wishes.give_back(relative.id)
    if again:
        trail.note(BY_NUMBER, "change", recipient_id=relative.recipient_id, reason="number_answered:start")
    return again


def _wishes_again(row: Recipient | Relative, what: str, kind: str) -> bool:
    """Only what a text took last is given back: nothing that was never wished for, nor what somebody ended for her."""
    about = {"recipient_id": row.id} if isinstance(row, Recipient) else {"relative_id": row.id}
    last = select(Withdrawal).filter_by(what=what, **about).order_by(Withdrawal.id.desc()).limit(1)
    taken = db.session.scalars(last).first()
    by_text = taken is not None and taken.user_id is None and taken.device_id is None
    if row.phone_closed_at is not None or getattr(row, what) != "none" or not by_text:
        return False
    level = _least(what, _recorded(kind, row.id, what), _agreed(what, about))
    setattr(row, what, level)
    recipient_id = row.id if isinstance(row, Recipient) else row.recipient_id
    db.session.add(
        Consent(
            what=what, recipient_id=recipient_id, relative_id=about.get("relative_id"), level=level, basis="self",
            how="sms", given_on=clock.today(), recorded_at=clock.now(),
        )
    )  # fmt: skip
    if isinstance(row, Recipient):
        db.session.execute(update(Home).where(Home.id == row.home_id).values(version=Home.version + 1))
    trail.note(BY_NUMBER, "change", recipient_id=recipient_id, reason="number_answered:start")
    return True


def _agreed(what: str, about: dict[str, int]) -> str | None:
    """What she last agreed to here, by her own word; None where it was never asked here."""
    last = select(Consent.level).filter_by(what=what, **about).where(Consent.level.is_not(None))
    return db.session.scalars(last.order_by(Consent.id.desc()).limit(1)).first()


def _least(what: str, planned: str, agreed: str | None) -> str:
    """The lower of two wishes, as far as there are two."""
    known = ORDER[what]
    return min((one for one in (planned, agreed) if one in known), key=known.index, default=LOWEST[what])


def _recorded(kind: str, row_id: int, what: str) -> str:
    """What the plan last said of the wish; the lowest there is where it said nothing."""
    query = select(PlanRevision.content).where(PlanRevision.kind == kind, PlanRevision.row_id == row_id)
    content = db.session.scalars(query.order_by(PlanRevision.number.desc()).limit(1)).first() or {}
    said = content.get(what)
    return str(said) if said and said != "none" else LOWEST[what]
