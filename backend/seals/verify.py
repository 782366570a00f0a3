"""The check of both chains, their seals, heads and removals. It reads in pages: memory stays flat."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from backend.access.unit_of_work import only_reading
from backend.seals import erased, head, signing
from backend.seals.findings import Findings
from backend.seals.tips import Tip
from backend.seals.walk import Tell, Walk
from schema import clock
from schema.chains import CHAINS
from schema.db import db
from schema.tables import Head, Seal

HEAD_DUE = timedelta(hours=12)
"""How long after the day a head may be missing."""


def verify(
    published: Sequence[Mapping[str, Any]] = (), tell: Tell = lambda _chain, _rows: None, sealed: Sequence[Tip] = ()
) -> Findings:
    """Check everything, also against heads that were published and seals that a log remembers; what was found.

    Reads in a transaction of its own that sees one moment: what the session held and was not committed is given up.
    """
    db.session.rollback()
    with only_reading():
        if db.engine.dialect.name == "postgresql":
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        found = Findings(clock.now())
        erased.check_signatures(found)
        for chain in CHAINS:
            Walk(chain, found, tell).along()
        _check_heads(found)
        for one in published:
            _check_published(found, one)
        for tip in sealed:
            if not tip.stands(db.session()):
                found.add("cut_off", "seal", f"{tip.chain} {tip.number}")
        return found


def _check_heads(found: Findings) -> None:
    heads = db.session.scalars(select(Head).order_by(Head.date)).all()
    found.heads = len(heads)
    for one in heads:
        said = head.document(one)
        if not _is_signed(said):
            found.add("head_changed", "head", one.date)
        else:
            _check_tips(found, said)
    begun = min(filter(None, (head.first_day(), heads[0].date if heads else None)), default=None)
    if begun is not None:
        _check_days(found, begun, {one.date for one in heads})


def _check_days(found: Findings, begun: date, signed: set[date]) -> None:
    due = clock.local_date(found.at - HEAD_DUE)
    for day in (begun + timedelta(days=n) for n in range((due - begun).days)):
        if day not in signed:
            found.add("head_missing", "head", day)


def _check_tips(found: Findings, said: Mapping[str, Any]) -> None:
    """A signed head names the last seal of each chain on its day: it must still be there, as it was."""
    for chain, (number, digest) in json.loads(said["tips"]).items():
        query = select(Seal.digest).where(Seal.chain == chain, Seal.number == number)
        if number and db.session.scalar(query) != digest:
            found.add("truncated", chain, said["date"], f"sigill {number}")


def _check_published(found: Findings, said: Mapping[str, Any]) -> None:
    found.published += 1
    if not set(head.FIELDS) <= set(said) or not _is_signed(said):
        found.add("published_foreign", "head", said.get("date", "?"))
        return
    _check_tips(found, said)
    if head.of_day(date.fromisoformat(said["date"])) != {name: said[name] for name in head.FIELDS}:
        found.add("head_changed", "head", said["date"], "en annan är publicerad")


def _is_signed(said: Mapping[str, Any]) -> bool:
    ours = said["public_key"] == signing.public_key()
    return ours and signing.holds(head.content_of(said), str(said["signature"]), head.PURPOSE)
