"""What there is to choose from, and how a choice is written down as one word. Pure but for the wishes' own values.

sms_detail: none, times, names, services. card_detail: times, names, services. language: a code. quiet: none or local
times, 21:00-08:00. survey: on or off. notices: what, when, which day and how, 08:00 and so on, by `coded`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from backend.telling.wishes import Chosen
from notifications.going import hours

NONE, ON, OFF = "none", "on", "off"
LEVELS = ("times", "names", "services")
QUIET_FROM = tuple(time(hour) for hour in range(18, 24))
QUIET_UNTIL = tuple(time(hour) for hour in range(6, 12))
"""An evening and a morning: whoever is quiet the whole day would never be told."""
SEPARATOR = ";"


@dataclass(frozen=True)
class Offer:
    """What this installation offers: the municipality's level of the card, the languages of its pages."""

    card_level: str
    languages: tuple[str, ...]

    def allows(self, what: str, value: str) -> bool:
        """Whether a value can be chosen."""
        known: Mapping[str, tuple[str, ...]] = {
            "sms_detail": (NONE, *LEVELS), "card_detail": LEVELS, "language": self.languages, "survey": (ON, OFF),
        }  # fmt: skip
        if what == "quiet":
            return value == NONE or is_hours(value)
        if what == "notices":
            return chosen(value) is not None
        return value in known.get(what, ())


def is_hours(value: str) -> bool:
    """Whether these are quiet hours that can be chosen."""
    span = hours(value)
    return span is not None and span[0] in QUIET_FROM and span[1] in QUIET_UNTIL and value == quiet_word(*span)


def quiet_word(begins: time, ends: time) -> str:
    """Quiet hours as a word."""
    return f"{begins:%H:%M}-{ends:%H:%M}"


def coded(wished: Chosen) -> str:
    """How she wishes to be told, as a word."""
    at = f"{wished.list_at:%H:%M}" if wished.list_at else ""
    return SEPARATOR.join((wished.notices, at, "before" if wished.evening_before else "same", wished.way or ""))


def chosen(value: str) -> Chosen | None:
    """The wish of such a word; None for what cannot be wished."""
    parts = value.split(SEPARATOR)
    if len(parts) != 4 or parts[2] not in ("before", "same"):
        return None
    try:
        at = time.fromisoformat(parts[1]) if parts[1] else None
    except ValueError:
        return None
    wished = Chosen(parts[0], at, parts[2] == "before", parts[3] or None)
    return wished if wished.sound else None
