"""How far a rotation has come in a table: written in the transaction of the rows themselves."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update
from sqlalchemy.exc import IntegrityError

from backend.keys.cells import Key
from schema import clock
from schema.db import table_of
from schema.tables import KeyRotation

ROTATIONS = table_of(KeyRotation)
NOWHERE = ""


@dataclass
class Progress:
    """One table's way to one key. `last`: the key of the last row done; None where none is."""

    table: str
    key_print: str
    last: Key | None = None
    rows: int = 0
    is_there: bool = False
    finished: bool = False

    @staticmethod
    def load(connection: Connection, table: str, key_print: str) -> Progress:
        """How far it is; at the beginning where it never began, or where the last run came to its end."""
        progress = Progress(table, key_print)
        row = connection.execute(select(ROTATIONS).where(progress._mine)).one_or_none()
        if row is not None:
            progress.is_there, progress.finished = True, row.finished_at is not None
            if row.finished_at is None:
                progress.rows = row.rows
                progress.last = tuple(json.loads(row.last_id)) if row.last_id else None
        return progress

    @staticmethod
    def begin(connection: Connection, table: str, key_print: str) -> Progress:
        """As `load`, and on record. What came to its end is walked anew: rows may have come under an old key since."""
        progress = Progress.load(connection, table, key_print)
        fresh = {"last_id": NOWHERE, "rows": 0, "started_at": clock.now(), "finished_at": None}
        if not progress.is_there:
            try:
                with connection.begin_nested():
                    connection.execute(insert(ROTATIONS).values(table=table, key_print=key_print, **fresh))
            except IntegrityError:
                pass  # another rotation began in the same moment; both may go on
        elif progress.finished:
            connection.execute(update(ROTATIONS).where(progress._mine).values(**fresh))
        return progress

    def reach(self, connection: Connection, key: Key, rows: int) -> None:
        """Write that the rows up to `key` are done, `rows` more of them re-encrypted."""
        values = {"last_id": json.dumps(key), "rows": self.rows + rows}
        connection.execute(update(ROTATIONS).where(self._mine).values(**values))

    def reached(self, key: Key, rows: int) -> None:
        """What `reach` wrote is committed."""
        self.last, self.rows = key, self.rows + rows

    def finish(self, connection: Connection) -> None:
        """Write that the table is done."""
        connection.execute(update(ROTATIONS).where(self._mine).values(finished_at=clock.now()))

    @property
    def _mine(self) -> ColumnElement[bool]:
        return and_(ROTATIONS.c.table == self.table, ROTATIONS.c.key_print == self.key_print)
