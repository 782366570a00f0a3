"""What a card may show of one home's day: plain values, already cut to what each person's level allows."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

TIMES, NAMES, SERVICES = range(3)
LEVELS = {"times": TIMES, "names": NAMES, "services": SERVICES}


class Person(NamedTuple):
    """A recipient of the home, never by name. `level` is TIMES, NAMES or SERVICES."""

    recipient_id: int
    language: str
    level: int
    known_before: bool
    """Somebody of the home care was here on an earlier day, so that "first time" means something."""
    key_worker_id: int | None = None
    """Her fast omsorgskontakt."""


class Hall(NamedTuple):
    """Where a card hangs: its home, who lives there and whom to call. `version` decides the ETag."""

    card_id: int
    home_id: int
    version: int
    people: tuple[Person, ...]
    unit: str
    phone: str | None
    demonstration: bool = False
    """Made-up people: the page says so."""


class Met(NamedTuple):
    """How often somebody was here before this visit (no more than statements.MANY are counted), and when last.

    It tells of other days than today: an unpaired card says it where she lets the card say all, else only that somebody
    is new; a relative is never told, since it counts what lay before the consent, and what is hidden.
    """

    times: int
    last_on: date | None


class Who(NamedTuple):
    """Somebody who comes or came. `name` is what she lets be read of her name, "" for none.

    Whoever wants no name is not told apart by anything else either: no `met`, no `key`, no picture.
    """

    worker_id: int
    name: str
    title: str
    met: Met | None = None
    key: bool = False
    """She is the recipient's key worker."""
    photo_id: int | None = None


class What(NamedTuple):
    """A service in neutral terms: its category and the planning system's public label. Never a nursing one.

    `own` is its own name in the reader's language, where a paired device may say it.
    """

    category: str
    label: str
    own: str = ""


class Plan(NamedTuple):
    """When, how long, who and what. `who` and `what` are empty beyond the person's level."""

    start_at: datetime
    end_at: datetime
    minutes: int
    cancelled: bool
    who: tuple[Who, ...]
    what: tuple[What, ...]


class Change(NamedTuple):
    """A visit is not as it was when the day began. `before` None: it was added."""

    at: datetime
    before: Plan | None


class Visit(NamedTuple):
    """One visit of the day as planned, as forecast and as it went."""

    visit_id: int
    recipient_id: int
    date: date
    level: int
    plan: Plan
    status: str
    started_at: datetime | None
    ended_at: datetime | None
    expected_at: datetime | None
    came: tuple[Who, ...]
    """Who checked in; those still there while it goes on."""
    change: Change | None
    moved_to: Plan | None = None
    """The plan in force, on another day than the card's; `plan` is then what the card's day had."""


def level_of(setting: str, wish: str | None, consent_on: date | None, today: date) -> int:
    """How much of a person's visits an unpaired card may show.

    The municipality's level (`CARD_DISCLOSURE`), raised by her own recorded wish where her consent is recorded
    (OSL 26:1, she may waive her own secrecy); a wish for less always holds.
    """
    floor = LEVELS[setting]
    if wish not in LEVELS:
        return floor
    asked = LEVELS[wish]
    consents = consent_on is not None and consent_on <= today
    return asked if asked < floor or consents else floor
