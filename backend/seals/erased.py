"""The records of what retention erased, as a check meets them: each must be ours and fit what the seals kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from sqlalchemy import select

from backend.seals import removal, spans
from backend.seals.findings import Findings
from schema.db import db
from schema.tables import Removal

PAGE = 2_000


def check_signatures(found: Findings) -> None:
    """Name each record that this installation did not sign."""
    last = 0
    while True:
        page = db.session.scalars(select(Removal).where(Removal.id > last).order_by(Removal.id).limit(PAGE)).all()
        for record in page:
            if not _is_sound(record):
                found.add("removal_forged", "removal", record.id)
        if len(page) < PAGE:
            return
        last = page[-1].id
        db.session.expunge_all()


def _is_sound(record: Removal) -> bool:
    return removal.is_ours(record) and 0 <= record.last_id - record.first_id < removal.AT_ONCE


class Erased:
    """The records of one chain."""

    def __init__(self, chain: str, found: Findings):
        self._chain, self._found = chain, found
        self._near: list[Removal] = []
        self._leaves: dict[int, dict[int, bytes]] = {}
        self._begun: dict[int, Removal] = {}

    def look(self, group: Sequence[spans.Span]) -> None:
        """Have the records that may be about some runs of ids at hand."""
        lowest, highest = group[0][0], group[-1][1]
        near = select(Removal).where(
            Removal.chain == self._chain, Removal.first_id > lowest - removal.AT_ONCE, Removal.first_id <= highest
        )
        records = db.session.scalars(near.order_by(Removal.first_id, Removal.id))
        self._near = [record for record in records if record.last_id >= lowest and _is_sound(record)]

    def take(self, row_id: int, leaf: bytes) -> bool:
        """Whether a record covers a sealed row, whose leaf it must then fit."""
        place = bisect_right(self._near, row_id, key=lambda record: record.first_id) - 1
        record = self._near[place] if place >= 0 else None
        if record is None or record.last_id < row_id:
            return False
        self._begun[record.id] = record
        leaves = self._leaves.setdefault(record.id, {})
        leaves[row_id] = leaf
        if len(leaves) == record.last_id - record.first_id + 1:
            if removal.digest_of(leaves[one] for one in sorted(leaves)) != record.leaves_digest:
                self._found.add("removal_forged", "removal", record.id)
            del self._leaves[record.id], self._begun[record.id]
        return True

    def finish(self) -> None:
        """Name the records about rows that no seal has."""
        for record_id in sorted(self._begun):
            self._found.add("removal_forged", "removal", record_id)
