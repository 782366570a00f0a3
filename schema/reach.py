"""Numbers and addresses: how they are read, found again without being stored in the clear, and shown to people."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlsplit

import phonenumbers

from schema import clock
from schema.keyring import ring
from schema.phone import HOME_REGION

LONGEST = 254


def e164(typed: str) -> str | None:
    """A telephone number as somebody types it, in E.164 ("+46701740605"); None when it cannot be one."""
    if len(typed) > 40:
        return None
    try:
        number = phonenumbers.parse(typed, HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def address(typed: str) -> str | None:
    """An e-mail address as it is compared: trimmed and in small letters; None when it cannot be one."""
    plain = typed.strip().casefold()
    name, at, host = plain.rpartition("@")
    sound = at and name and "." in host and len(plain) <= LONGEST and plain.isprintable() and " " not in plain
    return plain if sound else None


def hashed_number(number: str) -> str:
    """The keyed hash under which a number in E.164 is found."""
    return ring().look_up("phone", number)


def hashed_address(given: str) -> str:
    """The keyed hash under which an e-mail address is found, however its letters are written."""
    return ring().look_up("email", given.strip().casefold())


def hashed(way: str, to: str) -> str:
    """The keyed hash of a number, or for the way `email` of an address."""
    return hashed_address(to) if way == "email" else hashed_number(to)


def confirmed(since_at: datetime | None, confirmed_on: date | None) -> bool:
    """Whether the municipality has confirmed a number since it came: what was confirmed before was another number."""
    if confirmed_on is None or confirmed_on > clock.today():
        return False
    return since_at is None or since_at <= clock.day_bounds(confirmed_on)[0]


WRONG_NUMBER = "wrong_number"
"""The kind of the task that is raised when somebody answers that a number is not who we think it is."""


def wrong_number_key(table: str, row_id: int, number_hash: str | None) -> str:
    """The key of that task: one for each number of each person (`table`: recipients or relatives)."""
    return f"{WRONG_NUMBER}:{table}:{row_id}:{number_hash}"


def masked(to: str) -> str:
    """A number by its last four digits ("•••• 06 05"), an address by its first letter and its host ("a•••@x.se").

    A browser by its push service.
    """
    if to.startswith("https://"):
        return f"{urlsplit(to).hostname}/•••"
    name, at, host = to.rpartition("@")
    if at:
        return f"{name[:1]}•••@{host}"
    digits = "".join(sign for sign in to if sign.isdigit())
    return f"•••• {digits[-4:-2]} {digits[-2:]}" if len(digits) > 4 else "••••"
