"""Which PINs may be chosen."""

from __future__ import annotations

import pytest

from backend.devices.names import in_order, shortened
from backend.devices.pin_choice import fault, is_own


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ("4826", None), ("48261", None), ("739164", None), ("0813", "date"), ("9053", None),
        ("482", "form"), ("4826173", "form"), ("48a6", "form"), ("", "form"), ("٤٨٢٦", "form"), ("4826\n", "form"),
        ("0000", "simple"), ("999999", "simple"), ("1234", "simple"), ("4321", "simple"), ("7890", "simple"),
        ("123456", "simple"), ("1212", "simple"), ("480480", "simple"), ("1122", "simple"), ("2580", "simple"),
        ("1984", "date"), ("2001", "date"), ("2412", "date"), ("1224", "date"), ("540229", None), ("560229", "date"),
        ("241256", "date"), ("0605", "date"), ("740 46", "form"),
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused(pin: str, why: str | None) -> None:
    assert fault(pin) == why


@pytest.mark.parametrize(("pin", "own"), [("4605", True), ("744605", True), ("4606", False), ("7017", False)])
def test_the_end_of_her_own_number_is_hers(pin: str, own: bool) -> None:
    assert is_own(pin, "+46 70-174 46 05") == own
    assert not is_own(pin, None)


def test_enough_is_left() -> None:
    assert sum(fault(f"{number:04}") is None for number in range(10_000)) > 8_900


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["Leila Virtanen", "Åsa Berg"], ["Leila", "Åsa"]),
        (["Leila Virtanen", "Leila Koskinen", "Åsa Berg"], ["Leila V", "Leila K", "Åsa"]),
        (["Leila Virtanen", "Leila Viklund", "Leila Berg"], ["Leila Virtanen", "Leila Viklund", "Leila B"]),
        (["Leila", "Leila Berg", ""], ["Leila", "Leila B", ""]),
    ],
)
def test_names_in_as_few_letters_as_tell_them_apart(names: list[str], shown: list[str]) -> None:
    assert shortened(names) == shown


def test_swedish_letters_come_last() -> None:
    assert sorted(["Ödla", "Ärla", "Åsa", "Zora", "anna"], key=in_order) == ["anna", "Zora", "Åsa", "Ärla", "Ödla"]
