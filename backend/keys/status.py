"""Under which data keys rows still lie, so that an operator knows when an old key may go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Engine

from backend.keys.cells import Holding, Row, holdings
from backend.keys.owner import engine, looking
from backend.keys.rotate import Tell, Unreadable
from schema.keyring import ring

BATCH = 1000


@dataclass
class KeyState:
    """A data key by its print, and how many rows have something under it, by table."""

    print: str
    tables: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        """How many rows have something under it."""
        return self.tables.total()


@dataclass
class Status:
    """All keys of DATA_KEYS, the first one first, and the cells that none of them opens."""

    keys: list[KeyState]
    unreadable: list[Unreadable] = field(default_factory=list)


def total() -> int:
    """How many rows there are to look through."""
    with engine() as of, looking(of) as connection:
        return sum(holding.count(connection) for holding in holdings())


def status(tell: Tell = lambda _table, _rows: None) -> Status:
    """Look through every encrypted cell. Reads only, batch by batch."""
    found = Status([KeyState(print_) for print_ in ring().prints])
    with engine() as of:
        for holding in holdings():
            for rows in _batches(of, holding):
                for row in rows:
                    _sort(found, holding.name, row)
                tell(holding.name, len(rows))
    return found


def _batches(of: Engine, holding: Holding) -> Iterator[list[Row]]:
    last = None
    while True:
        with looking(of) as connection:
            rows = holding.after(connection, last, BATCH)
        if not rows:
            return
        yield rows
        last = rows[-1].key


def _sort(found: Status, table: str, row: Row) -> None:
    places = {name: ring().key_of(cell) for name, cell in row.cells.items()}
    for place in sorted({place for place in places.values() if place is not None}):
        found.keys[place].tables[table] += 1
    found.unreadable += [Unreadable(table, row.key, name) for name, place in places.items() if place is None]
