"""Whether two rows are the same row twice: each digest has a salt of its own, so no two leaves are ever alike.

What was seen lies in a file of its own that goes with the connection, so that memory stays flat however many rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

CACHE_KIB = 65_536


class Copies:
    """The leaves seen so far."""

    def __init__(self) -> None:
        self._seen = sqlite3.connect("")
        self._seen.isolation_level = None
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{CACHE_KIB}"):
            self._seen.execute(f"PRAGMA {pragma}")
        self._seen.execute("CREATE TABLE seen (start INTEGER PRIMARY KEY, rest BLOB, id INTEGER)")

    def add(self, leaves: Sequence[tuple[int, bytes]]) -> list[tuple[int, int]]:
        """Remember leaves by row id; those seen before, each as its id and that of the first."""
        rows = [(int.from_bytes(leaf[:8], signed=True), leaf[8:], row_id) for row_id, leaf in leaves]
        before = self._seen.total_changes
        self._seen.execute("BEGIN")
        self._seen.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", sorted(rows))
        self._seen.execute("COMMIT")
        if self._seen.total_changes - before == len(rows):
            return []
        return [(row_id, first) for row_id, first in ((row[2], self._first(*row)) for row in rows) if first]

    def _first(self, start: int, rest: bytes, row_id: int) -> int | None:
        there = self._seen.execute("SELECT rest, id FROM seen WHERE start = ?", (start,)).fetchone()
        return int(there[1]) if there and there[0] == rest and there[1] != row_id else None

    def close(self) -> None:
        """Let go of the file."""
        self._seen.close()
