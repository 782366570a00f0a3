"""Which PIN may be chosen. Pure: four to six digits, none of those that everybody tries first."""

from __future__ import annotations

import re
from datetime import datetime

SHORTEST, LONGEST = 4, 6
RUNS = "01234567890"
DOWN_THE_KEYS = {"2580", "0852", "1470", "3690", "1397", "7913", "159753", "147258", "147369", "123654"}
"""Drawn on the keypad."""
FIRST_YEAR, LAST_YEAR = 1930, 2029
DATES = {4: ("2000", ("%Y%m%d", "%Y%d%m")), 6: ("", ("%y%m%d", "%d%m%y"))}
"""What a PIN of a length may not read as: a day of some year, or a date of birth."""


def fault(pin: str) -> str | None:
    """Why nobody may choose a PIN: `form`, `simple` or `date`; None when one may."""
    if not re.fullmatch(rf"[0-9]{{{SHORTEST},{LONGEST}}}", pin):
        return "form"
    if _simple(pin):
        return "simple"
    return "date" if _date(pin) else None


def is_own(pin: str, number: str | None) -> bool:
    """Whether a PIN is the end of a telephone number: her own is what her colleagues try."""
    return number is not None and re.sub(r"\D", "", number).endswith(pin)


def _simple(pin: str) -> bool:
    repeats = any(pin == pin[:size] * (len(pin) // size) for size in (1, 2, 3) if len(pin) % size == 0)
    pairs = len(set(pin)) == 2 and pin == "".join(sorted(pin, key=pin.index))
    return repeats or pairs or pin in RUNS or pin in RUNS[::-1] or pin in DOWN_THE_KEYS


def _date(pin: str) -> bool:
    if len(pin) == 4 and FIRST_YEAR <= int(pin) <= LAST_YEAR:
        return True
    before, forms = DATES.get(len(pin), ("", ()))
    return any(_reads(before + pin, form) for form in forms)


def _reads(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - only whether it is one
    except ValueError:
        return False
    return True
