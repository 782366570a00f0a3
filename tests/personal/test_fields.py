"""No personal field can be added in the clear: each column stands in the list, and is what the list says."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Column, Text, text

from schema.db import Base, db
from schema.types import Encrypted, EncryptedJson
from tests.personal.fields import CLEAR, EXCUSED, FIELDS

HASH = re.compile(r"[0-9a-f]{64}|\$argon2id?\$.+")
LISTED = {
    (table, column): kind
    for table, kinds in FIELDS.items()
    for kind, names in kinds.items()
    for column in names.split()
}


def columns() -> dict[tuple[str, str], Column[Any]]:
    """Every column of every table."""
    return {(table.name, column.name): column for table in Base.metadata.sorted_tables for column in table.columns}


def test_every_column_stands_in_the_list_once() -> None:
    assert set(LISTED) == set(columns()), "tests/personal/fields.toml says for each column whether it is personal"
    listed = [(table, name) for table, kinds in FIELDS.items() for names in kinds.values() for name in names.split()]
    assert len(listed) == len(set(listed))


def test_every_kind_has_a_word_why() -> None:
    assert set(LISTED.values()) <= {*CLEAR, "personal", "hashed", "excused"}
    assert {f"{table}.{name}" for (table, name), kind in LISTED.items() if kind == "excused"} == set(EXCUSED)
    assert all(len(why) > 10 for why in (*CLEAR.values(), *EXCUSED.values()))


def test_every_personal_column_is_encrypted_and_no_other_is() -> None:
    encrypted = {where for where, column in columns().items() if isinstance(column.type, Encrypted | EncryptedJson)}
    assert {where for where, kind in LISTED.items() if kind == "personal"} == encrypted


def test_a_new_column_in_the_clear_would_fail() -> None:
    """The test of the test: a column that nobody listed is one too many."""
    there = {**columns(), ("recipient", "nickname"): Column("nickname", Text)}
    assert set(there) - set(LISTED) == {("recipient", "nickname")}


def test_what_is_listed_as_hashed_holds_nothing_else(app: Any, lived_in: str, staff: Any) -> None:
    staff("manager")
    seen = 0
    for (table, name), kind in LISTED.items():
        if kind == "hashed":
            for cell in db.session.scalars(text(f'SELECT "{name}" FROM "{table}" WHERE "{name}" IS NOT NULL')):
                assert HASH.fullmatch(str(cell)), f"{table}.{name}"
                seen += 1
    assert seen >= 3
