"""Rows of a chain as they lie in the database, read so that no tampered cell stops the reader."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Text, select, type_coerce

from backend.seals import seal, spans
from schema import clock
from schema.chains import CHAINS, digest_of
from schema.db import db, table_of
from schema.keyring import ring
from schema.types import Encrypted, UtcDateTime

WRITTEN = {"event": "received_at", "trail": "at"}
"""The column that says when a row of a chain was written."""


@dataclass(frozen=True, slots=True)
class Held:
    """One row: its id, what a seal would keep of it, and whether its digest fits its content."""

    id: int
    leaf: bytes
    sound: bool
    written_at: datetime | None


def between(chain: str, group: Sequence[spans.Span]) -> dict[int, Held]:
    """The rows at some runs of ids, by id."""
    table = table_of(CHAINS[chain])
    return {held.id: held for held in _read(chain, seal.among(table, group), None)}


def above(chain: str, last_id: int, at_most: int) -> list[Held]:
    """The next rows with higher ids, in order."""
    return list(_read(chain, table_of(CHAINS[chain]).c.id > last_id, at_most))


def below_first(chain: str, at_most: int) -> list[Held]:
    """Rows with ids that are never given out."""
    return list(_read(chain, table_of(CHAINS[chain]).c.id < 1, at_most))


def _read(chain: str, where: Any, at_most: int | None) -> Iterator[Held]:
    table = table_of(CHAINS[chain])
    text_of_instants = db.session.get_bind().dialect.name == "sqlite"
    columns, readers = [], {}
    for column in table.columns:
        raw = column
        if isinstance(column.type, Encrypted):
            readers[column.name], raw = ring().decrypt, type_coerce(column, Text).label(column.name)  # type: ignore
        elif isinstance(column.type, UtcDateTime) and text_of_instants:
            readers[column.name], raw = _instant, type_coerce(column, Text).label(column.name)  # type: ignore
        columns.append(raw)
    query, names = select(*columns).where(where).order_by(table.c.id), [column.name for column in table.columns]
    for row in db.session.execute(query.limit(at_most) if at_most else query):
        yield _held(chain, dict(zip(names, row, strict=True)), readers)


def _held(chain: str, row: dict[str, Any], readers: Mapping[str, Callable[[Any], Any]]) -> Held:
    leaf = seal.leaf(row["digest"])
    try:
        for name, reader in readers.items():
            if row[name] is not None:
                row[name] = reader(row[name])
        fits = hmac.compare_digest(digest_of(chain, row["salt"], row).encode(), str(row["digest"]).encode())
        return Held(row["id"], leaf, fits, clock.utc(row[WRITTEN[chain]]))
    except (ValueError, TypeError, AttributeError, OverflowError):
        return Held(row["id"], leaf, False, None)


def _instant(cell: str) -> datetime:
    """An instant as SQLite holds it: in UTC, without saying so."""
    return datetime.fromisoformat(cell).replace(tzinfo=UTC)
