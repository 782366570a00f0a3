"""Her month as a call reads it out: granted, planned, received and missed, as far as it has come."""

from __future__ import annotations

from babel.dates import format_date
from babel.units import format_unit

from backend.access import trail
from backend.herself import by, month
from backend.menu.keys import At
from backend.menu.talk import Talk
from backend.reports.month import Month
from schema import clock

MINUTE, HOUR = 60, 3600


def told(talk: Talk, _at: At, _key: str) -> list[str]:
    """The lines of this month; what nobody has decided, and what never happened, is left out."""
    trail.note(talk.scope, "read", recipient_id=talk.recipient_id)
    now = Month(clock.today().replace(day=1))
    found = month.of(by.in_a_call(talk.caller), now)
    name = format_date(now.first, "LLLL", locale=talk.caller.language)
    sums = {"planned": found.planned, "received": found.received}
    if found.granted is not None:
        sums = {"granted": found.granted, **sums}
    if found.missed:
        sums["missed"] = found.missed
    lines = [talk.say(f"month_{what}", time=_length(seconds, talk.caller.language)) for what, seconds in sums.items()]
    return [talk.say("month_head", month=name), *lines]


def _length(seconds: int, language: str) -> str:
    """A length of time to the nearest minute, in words that a voice reads: 2 timmar 30 minuter."""
    hours, minutes = divmod((seconds + MINUTE // 2) // MINUTE, HOUR // MINUTE)
    parts = [(hours, "duration-hour")] * bool(hours) + [(minutes, "duration-minute")] * bool(minutes or not hours)
    return " ".join(format_unit(many, unit, length="long", locale=language) for many, unit in parts)
