"""Ids that tell who somebody is. An id stands in the clear wherever a row is named, so it must be nobody's number."""

from __future__ import annotations

from collections.abc import Iterable

from backend.planning import cells
from backend.planning.accepted import Accepted
from backend.planning.rows import Reader

KINDS = ("recipients", "relatives", "workers")


def warn(reader: Reader, rows: Iterable[Accepted]) -> None:
    """Tell the planner, once for a table about people, where ids are personal numbers. The rows are taken."""
    telling = [row for row in rows if _is_personal_number(row.key)] if reader.table in KINDS else []
    if telling:
        column = reader.columns[0].name
        message = (
            f"{len(telling)} rader har ett personnummer som {column}. Ett id lagras okrypterat: byt till ett annat."
        )
        reader.report.warn(reader.table, "id_is_personal_number", message, telling[0].line, column)


def _is_personal_number(key: str) -> bool:
    try:
        cells.personal_number(key)
    except cells.Bad:
        return False
    return True
