"""Re-encryption under the first data key, batch by batch, while the service runs.

A batch is read and re-encrypted without any lock. Then it is written in one short transaction together with how far
the table has come, each cell only where it still holds what was read: a change made meanwhile is never overwritten,
and a run that was cut off goes on where it stopped. A batch that somebody else is changing is done row by row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlalchemy.exc import ProgrammingError

from backend.keys.cells import Holding, Key, Row, holdings
from backend.keys.owner import engine, looking
from backend.keys.progress import Progress
from schema.keyring import ring

BATCH = 200
"""Rows to a transaction: a few milliseconds of SQLite's one write lock."""
TRIES = 10
NO_PRIVILEGE = "42501"
"""What PostgreSQL calls it."""
Tell = Callable[[str, int], None]
"""Is told the table and how many more of its rows have been looked through."""
Change = tuple[Key, str, str]


class NotAllowed(Exception):
    """The database's user may not write a table: only its owner may encrypt anew what is append-only."""


@dataclass(frozen=True)
class Unreadable:
    """A cell under a key that DATA_KEYS does not have."""

    table: str
    key: Key
    column: str


@dataclass
class Outcome:
    """What a rotation did: rows re-encrypted since it began, by table, and what it could not read."""

    key_print: str
    resumed: bool = False
    tables: dict[str, int] = field(default_factory=dict)
    unreadable: list[Unreadable] = field(default_factory=list)


def ahead() -> int:
    """How many rows a rotation that begins (or goes on) now has before it."""
    print_ = ring().prints[0]
    with engine() as of, looking(of) as connection:
        return sum(one.count(connection, Progress.load(connection, one.name, print_).last) for one in holdings())


def rotate(tell: Tell = lambda _table, _rows: None) -> Outcome:
    """Re-encrypt every encrypted cell under the first data key. Commits as it goes; may be cut off and run again.

    Raises NotAllowed, naming the table.
    """
    outcome = Outcome(ring().prints[0])
    with engine() as of:
        for holding in holdings():
            try:
                _Table(of, holding, outcome, tell).run()
            except ProgrammingError as fault:
                if getattr(fault.orig, "sqlstate", None) != NO_PRIVILEGE:
                    raise
                raise NotAllowed(holding.name) from None
    return outcome


class _Table:
    """One table's rotation."""

    def __init__(self, of: Engine, holding: Holding, outcome: Outcome, tell: Tell):
        self.engine, self.holding, self.outcome, self.tell = of, holding, outcome, tell

    def run(self) -> None:
        with self.engine.begin() as connection:
            self.progress = Progress.begin(connection, self.holding.name, self.outcome.key_print)
        self.outcome.resumed |= self.progress.last is not None
        while rows := self._next():
            if not self._together(rows):
                for row in rows:
                    self._alone(row.key)
            self.tell(self.holding.name, len(rows))
        with self.engine.begin() as connection:
            self.progress.finish(connection)
        self.outcome.tables[self.holding.name] = self.progress.rows

    def _next(self) -> list[Row]:
        with looking(self.engine) as connection:
            return self.holding.after(connection, self.progress.last, BATCH)

    def _together(self, rows: list[Row]) -> bool:
        """A whole batch in one transaction; False, and nothing done, where somebody else has a hand on it."""
        changes, unreadable = self._renewed(rows)
        touched = sorted({change[0] for some in changes.values() for change in some})
        with self.engine.connect() as connection:
            if touched and self.holding.lock(connection, touched) < len(touched):
                return False
            if not all([self.holding.change(connection, name, some) for name, some in changes.items()]):
                return False
            self.progress.reach(connection, rows[-1].key, len(touched))
            connection.commit()
        self.progress.reached(rows[-1].key, len(touched))
        self.outcome.unreadable += unreadable
        return True

    def _alone(self, key: Key) -> None:
        """One row in a transaction of its own, read again until nobody has changed it in between."""
        for _ in range(TRIES):
            with looking(self.engine) as connection:
                row = self.holding.one(connection, key)
            changes, unreadable = self._renewed([row] if row else [])
            with self.engine.connect() as connection:
                if all([self.holding.change(connection, name, some) for name, some in changes.items()]):
                    self.progress.reach(connection, key, min(1, len(changes)))
                    connection.commit()
                    self.progress.reached(key, min(1, len(changes)))
                    self.outcome.unreadable += unreadable
                    return
        raise RuntimeError(f"{self.holding.name}: a row never stood still; run the rotation again")

    def _renewed(self, rows: list[Row]) -> tuple[dict[str, list[Change]], list[Unreadable]]:
        """The cells that are not under the first key yet, anew, by column; and those that no key opens."""
        changes: dict[str, list[Change]] = {}
        unreadable = []
        for row in rows:
            for name, cell in row.cells.items():
                place = ring().key_of(cell)
                if place is None:
                    unreadable.append(Unreadable(self.holding.name, row.key, name))
                elif place > 0:
                    changes.setdefault(name, []).append((row.key, cell, ring().renewed(cell)))
        return changes, unreadable
