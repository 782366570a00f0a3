"""Column types: instants that are always aware and UTC, personal fields that are always encrypted."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from schema.keyring import ring

Id = BigInteger().with_variant(Integer, "sqlite")
"""Primary and foreign keys: 64 bits, and SQLite's own row id."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values; comes back aware, in UTC, from every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: columns take aware instants only")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Encrypted(TypeDecorator[str]):
    """A personal text, encrypted at rest. It cannot be searched: keep a keyed hash beside it where it must be."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else ring().encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else ring().decrypt(value)


class EncryptedJson(TypeDecorator[Any]):
    """A personal document (JSON), encrypted at rest."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else ring().encrypt(json.dumps(value, ensure_ascii=False, sort_keys=True))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(ring().decrypt(value))


class IdList(TypeDecorator[tuple[int, ...]]):
    """A short ordered list of row ids in one cell, "12,40"; empty when there are none."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else ",".join(map(str, value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[int, ...] | None:
        return None if value is None else parse_id_list(value)


def parse_id_list(cell: str) -> tuple[int, ...]:
    """The ids of an `IdList` cell as stored."""
    return tuple(map(int, cell.split(","))) if cell else ()
