"""Erasing rows that retention lets go, under a signed record: the only way that a row of a walled table goes.

The record names the ids, the rule and the run, and is signed over what the seals keep of the rows: an erased row can
be neither denied nor slipped in, and one that was changed before it was erased is still found out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.seals import seal, signing, spans
from schema import clock
from schema.chains import CHAINS
from schema.db import Base, db, table_of
from schema.tables import Removal
from schema.walls import WALLED

AT_ONCE = 1_000
"""Ids under one record at most."""
PURPOSE = "removal"


def erase(table: str, ids: Iterable[int], rule: str, run_id: int, session: Session | None = None) -> int:
    """Erase rows of a walled table by id, under signed records of a retention run; how many went.

    In the caller's transaction: give the session of `owner()` where the service's user may not delete. The rows of a
    chain are sealed first. On SQLite the newest row of a chain stays until another follows, since its id would be
    given out again. Raises ValueError for a table without a wall: delete from those as ever.
    """
    if table not in WALLED:
        raise ValueError(f"no wall around {table}: its rows go without a record")
    session, wanted = session or db.session(), set(ids)
    if table in CHAINS:
        while seal.advance(session, table):
            pass
        if session.get_bind().dialect.name == "sqlite":
            wanted.discard(seal.newest(session, table))
    gone = 0
    for group in reversed(list(spans.groups(spans.of(wanted), AT_ONCE, seal.SPREAD))):  # corrections before facts
        gone += _erase(session, table, group, rule, run_id)
    return gone


def _erase(session: Session, table: str, group: Sequence[spans.Span], rule: str, run_id: int) -> int:
    kept = _digests(session, table, group)
    for first, last in spans.of(kept):
        leaves = [seal.leaf(kept[one]) for one in range(first, last + 1)] if table in CHAINS else []
        record = Removal(
            chain=table, first_id=first, last_id=last, rule=rule, run_id=run_id, removed_at=clock.now(),
            leaves_digest=digest_of(leaves),
        )  # fmt: skip
        record.signature, _ = signing.sign(content_of(record), PURPOSE)
        session.add(record)
    session.flush()
    if kept:
        session.execute(delete(Base.metadata.tables[table]).where(seal.among(Base.metadata.tables[table], group)))
    return len(kept)


def _digests(session: Session, table: str, group: Sequence[spans.Span]) -> Mapping[int, str]:
    """The rows that are there, by id; their digests where the table is a chain."""
    held = table_of(CHAINS[table]) if table in CHAINS else Base.metadata.tables[table]
    columns = (held.c.id, held.c.digest if table in CHAINS else held.c.id)
    return {row_id: str(digest) for row_id, digest in session.execute(select(*columns).where(seal.among(held, group)))}


def digest_of(leaves: Iterable[bytes]) -> str:
    """What a record says of the leaves of its rows, in the order of their ids."""
    return sha256(b"".join(leaves)).hexdigest()


def content_of(record: Removal) -> bytes:
    """What a record's signature is over."""
    said = {
        "table": record.chain, "first": record.first_id, "last": record.last_id, "rule": record.rule,
        "run": record.run_id, "at": clock.utc(record.removed_at).isoformat(), "leaves": record.leaves_digest,
    }  # fmt: skip
    return json.dumps(said, sort_keys=True).encode()


def is_ours(record: Removal) -> bool:
    """Whether this installation signed a record."""
    return signing.holds(content_of(record), record.signature, PURPOSE)
