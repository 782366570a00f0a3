"""Relatives who chose notices, and whose numbers nobody has confirmed: welcomed before anything else is told there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from backend.access.unit_of_work import committed
from backend.telling import confirmed, units, wishes
from backend.telling.numbers import PAGE, key_of, living
from notifications import drafts, wording
from notifications.drafts import Draft
from notifications.events import Kind
from notifications.policy import Kin, Level
from notifications.texts import catalogue
from schema import clock
from schema.db import db
from schema.tables import Recipient, Relative


def relatives(municipality: str) -> dict[str, int]:
    """Write the welcomes that are not written yet, page by page. Counts: `welcomed`."""
    counts, after, more = Counter[str](welcomed=0), 0, True
    while more:
        with committed():
            page = _unconfirmed(after)
            more = bool(page)
            counts["welcomed"] += _write(municipality, page) if page else 0
            after = page[-1][0].id if page else after
    return dict(counts)


def _unconfirmed(after: int) -> Sequence[tuple[Relative, int]]:
    query = (
        select(Relative, Recipient.unit_id)
        .join(Recipient, Recipient.id == Relative.recipient_id)
        .where(*living(clock.today()), Recipient.protected.is_(False), Relative.revision > 0, Relative.id > after)
        .where(wishes.BY_RELATIVE, Relative.phone_hash.is_not(None), Relative.phone_closed_at.is_(None))
        .where(Relative.phone_verified_at.is_(None), Relative.reach_since_at.is_not(None))
        .order_by(Relative.id)
        .limit(PAGE)
    )
    return [(row.Relative, row.unit_id) for row in db.session.execute(query)]


def _write(municipality: str, page: Sequence[tuple[Relative, int]]) -> int:
    known, day = units.standing(), clock.today()
    stands = confirmed.standing({one.phone_hash for one, _ in page if one.phone_hash})
    made, letters = [], wishes.by_letter([one.id for one, _ in page])
    for one, unit_id in page:
        if one.email and one.id in letters:
            continue
        consents = (one.secrecy_consent_on, one.data_consent_on, one.consent_basis, one.consent_until)
        welcomed = one.phone_hash in stands.rehearsed and known.held(unit_id)
        if (
            welcomed
            or one.phone_hash not in stands.fresh
            or Kin(one.recipient_id, one.may_see, *consents).level(day) is Level.NONE
        ):
            continue
        words = catalogue(one.language)
        reader = wording.Reader(municipality, Level.NONE, known.phone(unit_id), answerable=known.answerable)
        made.append(
            Draft(
                key_of(Kind.WELCOME, day, one.phone_hash or ""), Kind.WELCOME, unit_id, one.phone or "",
                one.phone_hash or "", words.language,
                wording.welcome(reader, words),
                clock.day_bounds(day)[1], recipient_id=one.recipient_id, relative_id=one.id, held=known.held(unit_id),
            )
        )  # fmt: skip
    return drafts.write(made)
