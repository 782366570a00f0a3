"""A walk along one chain: each seal after the one before, each row under its seal, and what lies beside them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import select

from backend.seals import rows, seal, spans
from backend.seals.copies import Copies
from backend.seals.erased import Erased
from backend.seals.findings import Chain, Findings
from schema.chains import LEAF_BYTES
from schema.db import db
from schema.tables import Seal

Tell = Callable[[str, int], None]
"""Told the chain and how many rows of it were looked at."""
PAGE = 20
"""Seals read at once."""
CROWD = 10_000
"""Runs of ids at which those that touch are made one."""


class Walk:
    """One chain being checked; what is wrong goes to `found`."""

    def __init__(self, chain: str, found: Findings, tell: Tell):
        self.chain, self.found, self.tell = chain, found, tell
        self.seen = found.chains.setdefault(chain, Chain())
        self.erased, self.copies = Erased(chain, found), Copies()
        self.covered: list[spans.Span] = []
        self.passed: list[spans.Span] = []
        self.top, self.crowded = 0, CROWD

    def along(self) -> None:
        """Check everything."""
        try:
            before, number = "", 0
            for one in self._seals():
                for missing in range(number + 1, one.number):
                    self.found.add("seal_missing", "seal", f"{self.chain} {missing}")
                follows = one.number == number + 1
                if follows and seal.digest_of(before, one) != one.digest:
                    self.found.add("seal_changed", "seal", f"{self.chain} {one.number}")
                before, number = one.digest, one.number
                self._under(one)
            self._beside()
            self._after()
            self.erased.finish()
        finally:
            self.copies.close()

    def _seals(self) -> Iterator[Seal]:
        last = 0
        while True:
            query = select(Seal).where(Seal.chain == self.chain, Seal.number > last).order_by(Seal.number)
            page = db.session.scalars(query.limit(PAGE)).all()
            yield from page
            if len(page) < PAGE:
                return
            last = page[-1].number
            db.session.expunge_all()

    def _under(self, one: Seal) -> None:
        """The rows of a seal against its leaves."""
        self.seen.seals += 1
        try:
            ranges, holes = spans.parse(one.ranges), spans.parse(one.holes)
        except ValueError:
            ranges, holes = [], []
        if not ranges or spans.count(ranges) * LEAF_BYTES != len(one.leaves) or ranges[-1][1] > one.top:
            self.found.add("seal_changed", "seal", f"{self.chain} {one.number}", "dess rader går inte att läsa")
            return
        self.covered, self.passed, self.top = [*self.covered, *ranges], [*self.passed, *holes], max(self.top, one.top)
        if len(self.covered) > self.crowded:
            self.covered = spans.joined(self.covered)
            self.crowded = max(CROWD, 2 * len(self.covered))
        leaves = (one.leaves[at : at + LEAF_BYTES] for at in range(0, len(one.leaves), LEAF_BYTES))
        for group in spans.groups(ranges, seal.BATCH, seal.SPREAD):
            self._rows(group, list(islice(leaves, spans.count(group))))

    def _rows(self, group: Sequence[spans.Span], leaves: Sequence[bytes]) -> None:
        there = rows.between(self.chain, group)
        sealed = list(zip(spans.ids(group), leaves, strict=True))
        self.erased.look(group)
        for row_id, leaf in sealed:
            self._row(row_id, leaf, there.get(row_id))
        self._compare(sealed)
        self.tell(self.chain, len(sealed))

    def _row(self, row_id: int, leaf: bytes, held: rows.Held | None) -> None:
        erased = self.erased.take(row_id, leaf)
        if held is None:
            self.seen.erased += erased
            if not erased:
                self.found.add("removed", self.chain, row_id)
            return
        self.seen.sealed += 1
        if erased:
            self.found.add("inserted", self.chain, row_id, "den var gallrad")
        elif held.leaf != leaf:
            self.found.add("moved" if held.sound else "changed", self.chain, row_id)
        elif not held.sound:
            self.found.add("changed", self.chain, row_id)

    def _compare(self, leaves: Sequence[tuple[int, bytes]]) -> None:
        for row_id, first in self.copies.add(leaves):
            self.found.add("copied", self.chain, row_id, f"samma som {first}")

    def _beside(self) -> None:
        """Rows at ids that no seal has: passed over for good, waiting for a late one, or under a seal that is gone."""
        late = seal.open_holes(db.session(), self.chain, self.found.at)
        self.covered = spans.joined(self.covered)
        closed = spans.without(spans.without(spans.joined(self.passed), self.covered), late)
        for held in rows.below_first(self.chain, seal.BATCH):
            self.found.add("inserted", self.chain, held.id)
        for group in spans.groups(closed, seal.BATCH, seal.SPREAD):
            for row_id in rows.between(self.chain, group):
                self.found.add("inserted", self.chain, row_id)
        known = spans.joined([*self.covered, *closed])
        for group in spans.groups(spans.without([(1, self.top)], known), seal.BATCH, seal.SPREAD):
            self._unsealed(rows.between(self.chain, group).values())

    def _after(self) -> None:
        """Rows after the last seal."""
        last = self.top
        while page := rows.above(self.chain, last, seal.BATCH):
            self._unsealed(page)
            last = page[-1].id
            self.tell(self.chain, len(page))

    def _unsealed(self, page: Iterable[rows.Held]) -> None:
        waiting = list(page)
        for held in waiting:
            if not held.sound or held.written_at is None:
                self.found.add("inserted", self.chain, held.id, "ingen giltig kontrollsumma")
            elif held.written_at < self.found.at - seal.LATE:
                self.found.add("unsealed", self.chain, held.id)
            else:
                self.seen.waiting += 1
        self._compare([(held.id, held.leaf) for held in waiting])
