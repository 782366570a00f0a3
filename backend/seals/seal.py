"""Sealing: each minute the new rows of a chain get a seal over them and over the seal before.

Insertion never waits for it. Transactions may commit out of order, so ids that are not there yet are written down as
holes and looked for again for a day. Rows that never were are holes for ever; one that appears there later was put
there by somebody else, and `verify` says so.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, Table, and_, func, or_, select, text
from sqlalchemy.orm import Session

from backend.access.unit_of_work import committed, only_reading
from backend.seals import spans, tips
from schema import clock
from schema.chains import CHAINS, LEAF_BYTES
from schema.db import db, table_of
from schema.keyring import ring
from schema.tables import Seal

BATCH = 5_000
"""Rows under one seal at most."""
SPREAD = 100
"""Runs of ids asked for in one query at most."""
LATE = timedelta(hours=24)
"""How long a row may come after those with higher ids: the longest transaction, many times over."""
KEY = 0x7365616C


def seal_new() -> dict[str, int]:
    """Seal the new rows of each chain, a transaction for each seal; how many rows of each were sealed."""
    counts = {}
    for chain in CHAINS:
        counts[chain] = 0
        with only_reading():
            tips.look(db.session(), chain)
        while True:
            with committed():
                done = advance(db.session(), chain)
                if done:
                    tips.keep(db.session(), chain)
            counts[chain] += done
            if done < BATCH:
                break
    return counts


def advance(session: Session, chain: str) -> int:
    """Put the next seal of a chain into the session, over at most BATCH rows; how many it covers.

    Takes the chain's turn until the transaction's end, so that several sealers make one chain.
    """
    _take_turn(session, chain)
    last = session.scalars(select(Seal).where(Seal.chain == chain).order_by(Seal.number.desc()).limit(1)).first()
    top = last.top if last else 0
    rows = [*_late_rows(session, chain), *_rows_above(session, chain, top)][:BATCH]
    if not rows:
        return 0
    session.add(_seal(chain, last, sorted(rows)))
    session.flush()
    return len(rows)


def open_holes(session: Session, chain: str, at: datetime | None = None) -> list[spans.Span]:
    """The ids of a chain that a late transaction may still fill, at an instant (now unless given)."""
    young = select(Seal.ranges, Seal.holes).where(Seal.chain == chain, Seal.sealed_at > (at or clock.now()) - LATE)
    holes: list[spans.Span] = []
    filled: list[spans.Span] = []
    for ranges, left in session.execute(young):
        holes += spans.parse(left)
        filled += spans.parse(ranges)
    return spans.without(spans.joined(holes), spans.joined(filled)) if holes else []


def leaf(digest: object) -> bytes:
    """What a seal keeps of a row's digest. What is no digest at all has a leaf too, so that it stops nobody."""
    try:
        raw = bytes.fromhex(str(digest))
    except ValueError:
        raw = b""
    return (raw if len(raw) == 32 else sha256(str(digest).encode()).digest())[:LEAF_BYTES]


def digest_of(before: str, seal: Seal) -> str:
    """The keyed digest (64 hex digits) of a seal that follows the one with digest `before` ("" for the first)."""
    head = (before, seal.chain, seal.number, seal.ranges, seal.holes, seal.top, clock.utc(seal.sealed_at).isoformat())
    plain = "\n".join(map(str, head)).encode() + b"\n" + seal.leaves
    return hmac.digest(ring().row_key, plain, sha256).hex()


def _seal(chain: str, last: Seal | None, rows: Sequence[tuple[int, str]]) -> Seal:
    covered, top = spans.of(row_id for row_id, _ in rows), last.top if last else 0
    highest = max(top, rows[-1][0])
    passed = spans.without([(top + 1, highest)] if highest > top else [], covered)
    seal = Seal(
        chain=chain, number=last.number + 1 if last else 1, ranges=spans.write(covered), holes=spans.write(passed),
        top=highest, leaves=b"".join(leaf(digest) for _, digest in rows), sealed_at=clock.now(),
    )  # fmt: skip
    seal.digest = digest_of(last.digest if last else "", seal)
    return seal


def _rows_above(session: Session, chain: str, top: int) -> list[tuple[int, str]]:
    table = table_of(CHAINS[chain])
    query = select(table.c.id, table.c.digest).where(table.c.id > top).order_by(table.c.id).limit(BATCH)
    return [(row_id, digest) for row_id, digest in session.execute(query)]


def _late_rows(session: Session, chain: str) -> list[tuple[int, str]]:
    table, found = table_of(CHAINS[chain]), []
    for group in spans.groups(open_holes(session, chain), BATCH, SPREAD):
        query = select(table.c.id, table.c.digest).where(among(table, group)).order_by(table.c.id)
        found += [(row_id, digest) for row_id, digest in session.execute(query)]
    return found


def among(table: Table, group: Sequence[spans.Span]) -> ColumnElement[bool]:
    """The condition that a row's id is in one of some runs."""
    return or_(*(and_(table.c.id >= first, table.c.id <= last) for first, last in group))


def _take_turn(session: Session, chain: str) -> None:
    """Wait until nobody else seals this chain. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": KEY + list(CHAINS).index(chain)})


def newest(session: Session, chain: str) -> int:
    """The highest id of a chain's rows; 0 when there is none."""
    return int(session.scalar(select(func.coalesce(func.max(table_of(CHAINS[chain]).c.id), 0))) or 0)
