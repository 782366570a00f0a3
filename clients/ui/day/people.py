"""What a page says of somebody who comes: her name or title, how well she is known here, her letters and colour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from babel.dates import format_date

from backend.cards.facts import Who
from backend.cards.statements import MANY
from clients.ui.catalogues import Say, many_in
from schema import clock, languages

COLOURS = 6
WEEK = timedelta(days=7)
PhotoOf = Callable[[int], str]
"""From a picture's row id to its address."""


class Face(NamedTuple):
    """A person as shown: the letters in the round or a picture, the name, what stands under it, what marks her."""

    letters: str
    colour: int
    name: str
    under: str
    key: str = ""
    photo: str = ""


class People:
    """Says who somebody is, in one language, to the person herself (or, `of_another`, to somebody near her)."""

    def __init__(self, language: str, say: Say, *, of_another: bool):
        self.language, self.of_another = language, of_another
        self.say = say
        self.jobs = {
            "undersköterska": say("Undersköterska"),
            "vårdbiträde": say("Vårdbiträde"),
            "sjuksköterska": say("Sjuksköterska"),
        }
        self.somebody = say("Någon från hemtjänsten")
        if of_another:
            self.new, self.once = say("Första gången där"), say("Har varit där en gång, {when}")
            self.always = say("Har varit där mer än {times} gånger, senast {when}")
            self.key = say("Fast omsorgskontakt")
        else:
            self.new, self.once = say("Första gången hos dig"), say("Har varit hos dig en gång, {when}")
            self.always = say("Har varit hos dig mer än {times} gånger, senast {when}")
            self.key = say("Din fasta omsorgskontakt")

    def name(self, who: Who) -> str:
        """A person: her name as she lets it be read, else her title, else the home care."""
        return who.name or self.job(who) or self.somebody

    def job(self, who: Who) -> str:
        """Her title; the usual ones in the reader's language, others as the planning system writes them."""
        return self.jobs.get(who.title.lower(), who.title) if languages.known(self.language).base != "sv" else who.title

    def face(self, who: Who, photo_of: PhotoOf | None, *, to_come: bool) -> Face:
        """The person beside a visit; `to_come`: how well she is known is of use."""
        colour = who.worker_id % COLOURS if who.name else 0  # a colour of her own would name who wants no name
        photo = photo_of(who.photo_id) if photo_of and who.photo_id else ""
        key = self.key if who.key else ""
        return Face(initials(who.name), colour, self.name(who), self._about(who, to_come), key, photo)

    def _about(self, who: Who, to_come: bool) -> str:
        parts = [self.job(who)] if who.name and who.title else []
        if to_come and who.met:
            parts.append(self._met(who.met.times, who.met.last_on))
        return ". ".join(parts) + "." if parts else ""

    def _met(self, times: int, last_on: date | None) -> str:
        if not times or last_on is None:
            return self.new
        when = self._when(last_on)
        if times == 1:
            return self.once.format(when=when)
        if times >= MANY:
            return self.always.format(times=MANY - 1, when=when)
        return self._often(times, when)

    def _often(self, times: int, when: str) -> str:
        say_many = many_in(self.language)
        if self.of_another:
            return say_many(
                "Har varit där {n} gång, senast {when}", "Har varit där {n} gånger, senast {when}", times, when=when
            )
        return say_many(
            "Har varit hos dig {n} gång, senast {when}", "Har varit hos dig {n} gånger, senast {when}", times, when=when
        )

    def _when(self, day: date) -> str:
        """A day gone by: i dag, i går, i torsdags, den 12 november."""
        return past_day(day, clock.today(), self.language, self.say)


def past_day(day: date, today: date, language: str, say: Say) -> str:
    """A day gone by as it is said in a sentence."""
    base = languages.known(language).base
    if day >= today:
        return say("i dag")
    if day == today - timedelta(days=1):
        return say("i går")
    if day > today - WEEK:
        return say("i {weekday}s").format(weekday=format_date(day, "cccc", locale=base))
    form = "d MMMM" if day.year == today.year else "d MMMM y"
    form = form.replace("d ", "d. ") if base == "fi" else form
    return say("den {date}").format(date=format_date(day, form, locale=base))


@lru_cache(maxsize=1024)
def initials(name: str) -> str:
    """One or two letters for the round beside a name."""
    parts = [part for part in name.replace("-", " ").split() if part[0].isalpha()]
    return "".join(part[0].upper() for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts[:1]))
