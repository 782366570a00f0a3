"""Cells: what one cell of a plan package may say, and how to mend it when it says something else.

A parser takes the cell's text (outer blanks gone, never empty) and gives its value, or raises `Bad`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers

Parser = Callable[[str], Any]

LONGEST_ID = 200
LONGEST_TEXT = 10_000
YEARS = (1880, 2100)
NO_SUCH_DATE = "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-11-24."
NO_SUCH_TIME = "Skriv klockslaget som TT:MM mellan 00:00 och 23:59, till exempel 08:30."
NO_SUCH_INSTANT = "Skriv tiden som ÅÅÅÅ-MM-DDTTT:MM, till exempel 2026-11-24T08:30."

_PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,199}")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{2}):(\d{2})", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,12}", re.ASCII)
_PERSONAL_NUMBER = re.compile(r"(\d{2})?(\d{6})([-+]?)(\d{4})", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_FORMULA = re.compile(r"[=@]|[+-].*[(|!=]")


class Bad(Exception):
    """A cell that cannot be understood: a stable code, and in Swedish how to mend it."""

    def __init__(self, code: str, message: str):
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Wall:
    """A time as the package wrote it: local, or with an offset (then `aware`)."""

    moment: datetime
    aware: bool


def text(cell: str) -> str:
    """Free text or a name. Refuses control characters, formulas, what no encoding explains, and 10 000 characters."""
    if len(cell) > LONGEST_TEXT:
        raise Bad("cell_too_large", f"Cellen har {len(cell)} tecken. Korta den till högst {LONGEST_TEXT}.")
    if "\ufffd" in cell:
        raise Bad(
            "wrong_encoding", "Cellen har tecken som inte går att läsa. Spara filen som UTF-8 och skicka den igen."
        )
    if not cell.isprintable() and _CONTROL.search(cell):
        raise Bad("control_characters", "Cellen har styrtecken. Skriv om den för hand.")
    if _FORMULA.match(cell):
        raise Bad("formula", "Cellen ser ut som en formel. Skriv texten utan =, @, + eller - först.")
    return cell


def outside_id(cell: str) -> str:
    """The planning system's key of a row."""
    if _PLAIN_ID.fullmatch(cell):
        return cell
    if len(cell) > LONGEST_ID:
        raise Bad("id_too_long", f"En nyckel har högst {LONGEST_ID} tecken.")
    if "|" in cell or not cell.isprintable():
        raise Bad("bad_id", "En nyckel får inte ha lodstreck eller styrtecken.")
    return text(cell)


def outside_ids(cell: str) -> tuple[str, ...]:
    """Several keys, separated by `|`; one that stands twice counts once."""
    return tuple(dict.fromkeys(outside_id(part.strip()) for part in cell.split("|") if part.strip()))


def day(cell: str) -> date:
    """A date, exactly YYYY-MM-DD."""
    found = _DATE.fullmatch(cell)
    if not found:
        raise Bad("bad_date", NO_SUCH_DATE)
    try:
        value = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Bad("no_such_date", "Dagen finns inte i kalendern. " + NO_SUCH_DATE) from None
    return sane_year(value)


def sane_year(value: date) -> date:
    """The date itself, where its year may be meant."""
    if not YEARS[0] <= value.year <= YEARS[1]:
        raise Bad("date_years_away", f"Året {value.year} kan inte stämma. Rätta datumet.")
    return value


def clock_time(cell: str) -> time:
    """A local time, exactly HH:MM."""
    found = _TIME.fullmatch(cell)
    if not found:
        raise Bad("bad_time", NO_SUCH_TIME)
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        raise Bad("no_such_time", "Klockslaget finns inte. " + NO_SUCH_TIME)
    return time(hour, minute)


def instant(cell: str) -> Wall:
    """A local time YYYY-MM-DDTHH:MM[:SS], or the same with an offset."""
    if not _INSTANT.fullmatch(cell):
        raise Bad("bad_instant", NO_SUCH_INSTANT)
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        raise Bad("no_such_instant", "Tiden finns inte. " + NO_SUCH_INSTANT) from None
    sane_year(moment.date())
    return Wall(moment, moment.tzinfo is not None)


def whole(lowest: int, highest: int) -> Parser:
    """A whole number between two bounds, both included."""

    def parse(cell: str) -> int:
        if not _WHOLE.fullmatch(cell):
            raise Bad("bad_number", f"Skriv ett helt tal från {lowest} till {highest}.")
        value = int(cell)
        if value < 0 <= lowest:
            raise Bad("negative_number", f"Talet är negativt. Skriv ett helt tal från {lowest} till {highest}.")
        if not lowest <= value <= highest:
            raise Bad("number_out_of_range", f"Talet ska vara från {lowest} till {highest}.")
        return value

    return parse


def decimal(lowest: int, highest: int) -> Parser:
    """A number with a point or a comma between two bounds; kept as text, so that nothing is rounded."""

    def parse(cell: str) -> str:
        try:
            value = Decimal(cell.replace(",", "."))
        except InvalidOperation:
            raise Bad("bad_number", f"Skriv ett tal från {lowest} till {highest}.") from None
        if not value.is_finite() or not lowest <= value <= highest:
            raise Bad("number_out_of_range", f"Talet ska vara från {lowest} till {highest}.")
        return format(value, "f")

    return parse


def yes_no(cell: str) -> bool:
    """yes or no (also ja/nej, true/false, 1/0)."""
    answer = {"yes": True, "ja": True, "true": True, "1": True, "no": False, "nej": False, "false": False, "0": False}
    if cell.lower() not in answer:
        raise Bad("bad_yes_no", "Skriv yes eller no.")
    return answer[cell.lower()]


def choice(*allowed: str) -> Parser:
    """One of some words."""

    def parse(cell: str) -> str:
        if cell not in allowed:
            raise Bad("unknown_choice", f"Skriv något av: {', '.join(allowed)}.")
        return cell

    return parse


def phone(cell: str) -> str:
    """A telephone number, Swedish unless it begins with +; gives E.164."""
    wrong = Bad("bad_phone", "Numret går inte att ringa. Skriv det som 070-174 06 05 eller +46701740605.")
    if len(cell) > 40:
        raise wrong
    try:
        number = phonenumbers.parse(cell, "SE")
    except phonenumbers.NumberParseException:
        raise wrong from None
    if not phonenumbers.is_possible_number(number):
        raise wrong
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def personal_number(cell: str) -> str:
    """A Swedish personal or coordination number, with its check digit (Luhn); gives the digits as written."""
    found = _PERSONAL_NUMBER.fullmatch(cell)
    if not found:
        raise Bad("bad_personal_number", "Skriv personnumret som ÅÅÅÅMMDD-NNNN.")
    digits = found[2] + found[4]
    doubled = "".join(str(int(digit) * (2 - place % 2)) for place, digit in enumerate(digits))
    if sum(map(int, doubled)) % 10:
        raise Bad("personal_number_check_digit", "Personnumrets kontrollsiffra stämmer inte. Rätta numret.")
    return (found[1] or "") + found[2] + ("+" if found[3] == "+" else "") + found[4]


def email(cell: str) -> str:
    """An e-mail address, roughly."""
    if len(cell) > 254 or not _EMAIL.fullmatch(cell):
        raise Bad("bad_email", "Skriv adressen som namn@exempel.se.")
    return text(cell)


def language(cell: str) -> str:
    """A language code, like sv, fi or en."""
    if not _LANGUAGE.fullmatch(cell.lower()):
        raise Bad("bad_language", "Skriv språkets kod, till exempel sv, fi eller en.")
    return cell.lower()


def languages(cell: str) -> str:
    """Several language codes, separated by `|`."""
    return "|".join(language(part.strip()) for part in cell.split("|") if part.strip())
