"""The daily head: where both chains ended, signed. Published, it holds the past fast against everybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from backend.seals import signing
from schema import clock
from schema.chains import CHAINS
from schema.db import db
from schema.tables import Head, Seal

PURPOSE = "head"
ONE_DAY = timedelta(days=1)
FIELDS = ("date", "tips", "signed_at", "public_key", "signature")


def sign_missing() -> int:
    """Sign the head of each day up to yesterday that has none, from the first day with a seal on; how many."""
    begun = first_day()
    if begun is None:
        return 0
    signed = set(db.session.scalars(select(Head.date)))
    days = [begun + ONE_DAY * n for n in range((clock.today() - begun).days)]
    missing = [day for day in days if day not in signed]
    for day in missing:
        sign_day(day)
    return len(missing)


def sign_day(day: date) -> Head:
    """Sign where the chains ended on a local date, in the caller's transaction."""
    head = Head(date=day, tips=json.dumps(_tips(day)), signed_at=clock.now(), public_key=signing.public_key())
    head.signature, _ = signing.sign(content_of(document(head)), PURPOSE)
    db.session.add(head)
    db.session.flush()
    return head


def first_day() -> date | None:
    """The local date of the first seal; None before there is one."""
    earliest = db.session.scalar(select(func.min(Seal.sealed_at)))
    return clock.local_date(earliest) if earliest else None


def of_day(day: date | None) -> dict[str, Any] | None:
    """The head of a local date (the last one unless given), as it is published; None when there is none."""
    query = select(Head).order_by(Head.date.desc()).limit(1)
    found = db.session.scalars(query.where(Head.date == day) if day else query).first()
    return document(found) if found else None


def document(head: Head) -> dict[str, Any]:
    """A head as it is published. `tips` has for each chain the number and the digest of its last seal."""
    signed_at = clock.utc(head.signed_at).isoformat()
    said = (head.date.isoformat(), head.tips, signed_at, head.public_key, head.signature)
    return dict(zip(FIELDS, said, strict=True))


def content_of(said: Mapping[str, Any]) -> bytes:
    """What a published head's signature is over: its date, its tips and when it was signed, a line each."""
    return "\n".join(str(said[name]) for name in ("date", "tips", "signed_at")).encode()


def _tips(day: date) -> dict[str, list[object]]:
    _, end = clock.day_bounds(day)
    tips: dict[str, list[object]] = {}
    for chain in CHAINS:
        query = select(Seal.number, Seal.digest).where(Seal.chain == chain, Seal.sealed_at < end)
        last = db.session.execute(query.order_by(Seal.number.desc()).limit(1)).first()
        tips[chain] = [last.number, last.digest] if last else [0, ""]
    return tips
