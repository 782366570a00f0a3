"""A person's visits as an iCalendar (RFC 5545): neutral words, instants in UTC, and nothing of this moment alone.

The same visits give the same bytes, so that a calendar that asks again learns that nothing is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from icalendar import Calendar, Timezone
from icalendar import Event as Entry

from backend.cards import feed
from backend.cards.facts import Plan
from clients.ui.day.words import Words, words_in
from clients.ui.speech import day_in_words
from schema import clock
from schema.keyring import ring

FETCHED_EVERY = timedelta(hours=1)
STATUS = {"": "CONFIRMED", "cancelled": "CANCELLED", "moved": "CANCELLED"}


class Part(NamedTuple):
    """One person's events. `owner` names the reader in what becomes the events' ids; `initial` tells persons apart."""

    owner: str
    initial: str
    calendar: feed.Calendar


def written(parts: Sequence[Part], language: str) -> bytes:
    """The file for a reader in her language."""
    words = words_in(language)
    found = Calendar()
    found.add("prodid", "-//Vem kommer//Hemtjänst//SV")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        found.add(name, words.say("Hemtjänsten"))
    if any(part.calendar.hidden for part in parts):
        for name in ("description", "x-wr-caldesc"):
            found.add(name, words.say("Alla besök visas inte här."))
    found.add("refresh-interval", FETCHED_EVERY, {"VALUE": "DURATION"})
    found.add("x-published-ttl", "PT1H")
    entries = [_entry(part, event, words) for part in parts for event in part.calendar.events]
    if not entries:  # a calendar has at least one component
        found.add_component(_zone())
    for entry in entries:
        found.add_component(entry)
    return bytes(found.to_ical())


def _zone() -> Timezone:
    return Timezone.from_tzinfo(clock.zone(), first_date=clock.today(), last_date=clock.today() + timedelta(days=366))


def _entry(part: Part, event: feed.Event, words: Words) -> Entry:
    plan, found = event.plan, Entry()
    ends = plan.end_at if plan.end_at > plan.start_at else plan.start_at + timedelta(minutes=plan.minutes)
    found.add("uid", f"{ring().look_up('feed_visit', f'{part.owner}/{event.visit_id}')[:40]}@vemkommer")
    found.add("dtstart", _utc(plan.start_at))
    found.add("dtend", _utc(ends))
    found.add("summary", f"{part.initial}: {_title(event, words)}" if part.initial else _title(event, words))
    found.add("description", " ".join(_lines(event, words)))
    found.add("status", STATUS[event.off])
    found.add("sequence", event.sequence)
    for name in ("last-modified", "dtstamp"):
        found.add(name, _utc(event.modified_at))
    found.add("class", "PRIVATE")
    found.add("transp", "TRANSPARENT")
    return found


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


def _title(event: feed.Event, words: Words) -> str:
    if event.off:
        return words.say("Flyttat besök") if event.off == "moved" else words.say("Inställt besök")
    if not event.who and not event.what:
        return words.say("Hemtjänsten kommer")
    what = dict.fromkeys(word for _, word in map(words.what, event.what))
    said = [words.everybody(event.who)] if event.who else []
    return words.say("Hemtjänst: {what}").format(what=", ".join([*said, *what]))


def _lines(event: feed.Event, words: Words) -> Iterable[str]:
    if event.off == "moved" and event.moved_to is not None:
        to = event.moved_to
        day, window = day_in_words(to.date, words.language), words.window(_plan(to))
        text = words.say("Besöket är flyttat till {day}, {window}.")
        yield text.format(day=day, window=window[:1].lower() + window[1:])
    elif event.off:
        yield words.say("Besöket är inställt.")
    else:
        yield f"{words.window(_plan(event.plan))}."
        yield words.say("Ungefär {length}.").format(length=words.minutes(event.plan.minutes))


def _plan(plan: feed.Planned) -> Plan:
    return Plan(plan.start_at, plan.end_at, plan.minutes, plan.cancelled, (), ())
