"""Where encrypted cells lie, and how they are read and changed as they are stored: unread, by primary key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    TableClause,
    Text,
    Update,
    and_,
    bindparam,
    column,
    func,
    or_,
    select,
    table,
    tuple_,
    update,
)

from schema.db import PERSONAL, Base

Key = tuple[Any, ...]
"""A row's primary key: its columns in order."""


@dataclass(frozen=True)
class Row:
    """One row as stored: its key, and its encrypted cells by column; those that are empty are left out."""

    key: Key
    cells: dict[str, str]


@dataclass(frozen=True)
class Holding:
    """A table that holds encrypted cells, with its personal columns as plain text columns."""

    name: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]

    @cached_property
    def _table(self) -> TableClause:
        typed = Base.metadata.tables[self.name].columns
        return table(
            self.name,
            *(column(key, typed[key].type) for key in self.keys),
            *(column(one, Text) for one in self.columns),
        )

    def after(self, connection: Connection, key: Key | None, limit: int) -> list[Row]:
        """The next rows with something encrypted after a key (None: from the first), in the order of keys."""
        query = self._query(key).with_only_columns(*self._table.c).order_by(*self._keys).limit(limit)
        return [self._row(row) for row in connection.execute(query)]

    def count(self, connection: Connection, key: Key | None = None) -> int:
        """How many rows with something encrypted come after a key."""
        return int(connection.execute(self._query(key).with_only_columns(func.count())).scalar_one())

    def one(self, connection: Connection, key: Key) -> Row | None:
        """A row by its key."""
        found = connection.execute(select(*self._table.c).where(self._is(key))).one_or_none()
        return self._row(found) if found is not None else None

    def lock(self, connection: Connection, keys: Sequence[Key]) -> int:
        """Lock those of the rows that nobody else holds, and wait for none; how many are ours now.

        Whoever waits for nothing while holding rows brings no other transaction to a standstill.
        """
        query = select(*self._keys).where(or_(*map(self._is, keys))) if len(self.keys) > 1 else (
            select(*self._keys).where(self._keys[0].in_([key[0] for key in keys]))
        )  # fmt: skip
        return len(connection.execute(query.with_for_update(key_share=True, skip_locked=True)).all())

    def change(self, connection: Connection, name: str, changes: Sequence[tuple[Key, str, str]]) -> bool:
        """Put new for old in a column of rows (key, old, new); whether each still held the old value."""
        values = [
            {"old": old, "new": new, **{f"key{place}": part for place, part in enumerate(key)}}
            for key, old, new in changes
        ]
        return connection.execute(self._update(name), values).rowcount == len(changes)

    def _update(self, name: str) -> Update:
        where = [key == bindparam(f"key{place}", type_=key.type) for place, key in enumerate(self._keys)]
        cell = self._table.c[name]
        return update(self._table).where(*where, cell == bindparam("old", type_=Text)).values({name: bindparam("new")})

    def _query(self, key: Key | None) -> Select[Any]:
        filled = or_(*(self._table.c[name].is_not(None) for name in self.columns))
        query = select(self._table).where(filled)
        return query if key is None else query.where(tuple_(*self._keys) > tuple_(*self._bound(key)))

    def _is(self, key: Key) -> Any:
        return and_(*(mine == part for mine, part in zip(self._keys, key, strict=True)))

    def _bound(self, key: Key) -> list[Any]:
        return [bindparam(None, part, type_=mine.type) for mine, part in zip(self._keys, key, strict=True)]

    @property
    def _keys(self) -> list[Any]:
        return [self._table.c[name] for name in self.keys]

    def _row(self, row: Any) -> Row:
        cells = {name: row._mapping[name] for name in self.columns if row._mapping[name] is not None}
        return Row(tuple(row._mapping[name] for name in self.keys), cells)


def holdings() -> tuple[Holding, ...]:
    """Every table with an encrypted column, by name."""
    found = []
    for name, whole in sorted(Base.metadata.tables.items()):
        columns = tuple(one.name for one in whole.columns if isinstance(one.type, PERSONAL))
        if columns:
            found.append(Holding(name, tuple(key.name for key in whole.primary_key), columns))
    return tuple(found)
