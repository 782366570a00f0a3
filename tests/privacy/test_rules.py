"""The rules of retention as data: what they name is what they reach, and what is personal in a row they empty goes."""

from __future__ import annotations

from backend.privacy import erasing, rules
from backend.privacy.aged import EMPTY, MODELS
from schema.db import PERSONAL, Base, table_of


def test_nothing_is_left_that_leads_to_what_is_erased() -> None:
    """Each table whose rows go is emptied of those that point to it first; a new key between them fails here."""
    order = list(dict.fromkeys(name for name, _, empty in erasing._steps([1]) if not empty))
    wanting = [
        f"{key.parent.table.name}.{key.parent.name} → {name}"
        for place, name in enumerate(order)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == name and table.name not in order[: place + 1]
    ]
    assert wanting == []


def test_the_rules_name_the_tables_that_they_reach() -> None:
    reached = {name for name, _, _ in erasing._steps([1])}
    assert set(rules.FILE_OWN.tables) == reached
    for rule in rules.RULES:
        assert set(rule.tables) <= set(MODELS), rule
    for name in EMPTY:
        personal = {
            column.name for column in table_of(MODELS[name]).columns
            if isinstance(column.type, PERSONAL) or column.name.endswith("_hash")
        }  # fmt: skip
        assert personal <= set(EMPTY[name]()), f"{name} would keep {personal - set(EMPTY[name]())}"
        nullable = {column.name: column.nullable for column in table_of(MODELS[name]).columns}
        assert all(nullable[column] for column, value in EMPTY[name]().items() if value is None), name
