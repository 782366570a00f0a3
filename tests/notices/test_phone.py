"""Telephone numbers as people write them."""

from __future__ import annotations

import pytest

from schema.phone import written


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+46181234567", "018-123 45 67"), ("018-123 45 67", "018-123 45 67"), ("+46701740605", "070-174 06 05"),
        ("+46850829000", "08-508 290 00"), ("+358401234567", "+358 40 1234567"), ("växeln", "växeln"), ("", ""),
        ("112", "112"),
    ],
)  # fmt: skip
def test_a_number_as_people_write_it(stored: str, shown: str) -> None:
    assert written(stored) == shown
