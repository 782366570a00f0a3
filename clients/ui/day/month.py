"""A month in words: her own page in her language, and staff's in Swedish, of the same figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from babel.dates import format_date
from babel.units import format_unit

from backend.hearing.remarks import BACK
from backend.reports import month as rules
from backend.reports.month import Item, Month, Statement
from clients.ui.catalogues import Say, many_in, say_in
from clients.ui.speech import clock_in_words, day_in_words, large, locale_of
from schema import clock

YEARS_BACK = 5
"""As long as what was done is kept."""


class Sum(NamedTuple):
    """One of the month's figures: what it is, how much, of how many visits."""

    name: str
    time: str
    visits: str


class Row(NamedTuple):
    """One visit and what became of it. `mark`: a tag's kind. `ask`: the visit, once there is something to ask about."""

    ask: int | None
    window: str
    planned: str
    came: tuple[str, ...]
    state: str
    mark: str


class Turn(NamedTuple):
    """A month, and the ways to the months beside it, each by its name and its words; None where there is none."""

    said: str
    before: tuple[str, str] | None
    after: tuple[str, str] | None


class View(NamedTuple):
    """What the page says."""

    name: str
    """2026-11."""
    turn: Turn
    sums: list[Sum]
    fee: str
    fee_rule: list[str]
    not_counted: list[str]
    days: list[tuple[str, list[Row]]]
    to_come: bool


def month_of(text: str | None, today: date) -> Month | None:
    """The month of an address; this one for none, None for what is no month, or too far away."""
    if text is None:
        return Month(today.replace(day=1))
    month = Month.named(text)
    return month if month and _earliest(today) <= month.first <= today else None


def _earliest(today: date) -> date:
    return today.replace(year=today.year - YEARS_BACK, month=1, day=1)


def called(month: Month, language: str) -> str:
    """A month as it is said: november 2026."""
    return format_date(month.first, "LLLL y", locale=locale_of(language))


def length(seconds: int, language: str) -> str:
    """A length of time in words, to the nearest minute: 2 timmar 30 minuter."""
    hours, minutes = divmod((seconds + 30) // 60, 60)
    parts = [(hours, "duration-hour")] * bool(hours) + [(minutes, "duration-minute")] * bool(minutes or not hours)
    return " ".join(format_unit(many, unit, length="long", locale=locale_of(language)) for many, unit in parts)


def view(found: Statement, language: str, today: date, *, of_another: bool = False) -> View:
    """The page of a month, as she reads it herself, or (`of_another`) as staff do."""
    words = (_WordsOfAnother if of_another else _Words)(language)
    older = found.month.first > _earliest(today)
    return View(
        f"{found.month.first:%Y-%m}", turn(found.month, language, today, older=older), list(words.sums(found)),
        length(found.fee, language),
        words.fee_rule(found), words.not_counted(found),
        [
            (large(day_in_words(on, language)), [words.row(one) for one in some])
            for on, some in groupby(found.items, key=lambda one: one.date)
        ],
        today <= found.month.days[-1],
    )  # fmt: skip


def turn(month: Month, language: str, today: date, *, older: bool) -> Turn:
    """The ways from a month: to the one before where there is an older one to see, and to the one after."""
    before, after = Month((month.first - timedelta(days=1)).replace(day=1)), Month(month.days[-1] + timedelta(days=1))
    return Turn(
        large(called(month, language)), _way(before, language) if older else None,
        _way(after, language) if after.first <= today else None,
    )  # fmt: skip


def _way(month: Month, language: str) -> tuple[str, str]:
    return f"{month.first:%Y-%m}", large(called(month, language))


class _Words:
    """Says the parts in one language."""

    def __init__(self, language: str):
        self.language = language
        self.say: Say = say_in(language)
        self.say_many = many_in(language)
        say = self.say
        self.states = {
            rules.PLANNED: ("", say("Inte än")), rules.THERE: ("good", say("Pågår")),
            rules.DONE: ("good", say("Klart")),
            rules.MISSED: ("bad", say("Blev inte av")), rules.MERGED: ("", say("Tillsammans med ett annat besök")),
            rules.CANCELLED: ("", say("Inställt")), rules.ABSENT: ("", say("Ingen var hemma")),
            rules.DECLINED: ("", say("Du tackade nej")), rules.UNPLANNED: ("", say("Inte planerat")),
        }  # fmt: skip
        why = (rules.MISSED, rules.UNPLANNED, rules.MERGED, rules.CANCELLED, rules.ABSENT, rules.DECLINED)
        self.why = {
            "no_time": say("Vi vet inte när någon kom eller gick"), "alarm": say("Larm"),
            **{one: self.states[one][1] for one in why}, rules.DECLINED: say("Du avbokade eller tackade nej"),
        }  # fmt: skip
        self.ahead = say("Du avbokade")

    def time(self, seconds: int) -> str:
        """A length."""
        return length(seconds, self.language)

    def many(self, visits: int) -> str:
        """How many visits."""
        return self.say_many("{n} besök", "{n} besök", visits)

    def sums(self, found: Statement) -> Iterator[Sum]:
        """The figures, one below the other."""
        say, visits = self.say, found.visits
        if found.granted is not None:
            yield Sum(say("Beviljat"), self.time(found.granted), "")
        yield Sum(say("Planerat"), self.time(found.planned), self.many(visits["planned"]))
        yield Sum(say("Utfört"), self.time(found.received), self.many(visits["received"]))
        if visits["missed"]:
            yield Sum(say("Blev inte av"), self.time(found.missed), self.many(visits["missed"]))
        if visits["unplanned"]:
            yield Sum(say("Besök som inte var planerade"), self.time(found.unplanned), self.many(visits["unplanned"]))

    def fee_rule(self, found: Statement) -> list[str]:
        """How the fee is counted, in sentences."""
        say, rule = self.say, []
        if rules.EXECUTED_TIME in found.fee_by or not found.fee_by:
            rule.append(
                say("Vi räknar tiden från att någon kom tills den gick, men aldrig mer än den planerade tiden.")
            )
        if rules.PLANNED_TIME in found.fee_by:
            rule.append(
                say("Vi räknar den planerade tiden för besök som blev av, och för besök som avbokades för sent.")
            )
        rule.append(say("Besök som inte var planerade räknas inte. Inte heller tid som vi inte känner till."))
        return rule

    def not_counted(self, found: Statement) -> list[str]:
        """Which visits are not in it, and why."""
        counted = ((found.not_counted[why], text) for why, text in self.why.items())
        return [f"{text}: {self.many(visits)}" for visits, text in counted if visits]

    def row(self, one: Item) -> Row:
        """One visit."""
        mark, state = self.states[one.state]
        if one.state == rules.DECLINED and one.declined_at and one.declined_at < one.begins_at:
            state = self.ahead
        planned = self.time(one.planned) if one.planned else ""
        window = "" if one.state == rules.UNPLANNED else self._window(one)
        near = one.date >= clock.today() - BACK  # of one that is further back nothing can be said here
        ask = one.visit_id if one.state != rules.PLANNED and near else None
        return Row(ask, window, planned, tuple(self._came(stay, one.state) for stay in one.stays), state, mark)

    def _window(self, one: Item) -> str:
        begins, ends = (clock_in_words(at, self.language) for at in (one.begins_at, one.ends_at))
        return begins if begins == ends else f"{begins}–{ends}"

    def _came(self, stay: rules.Came, state: str) -> str:
        if stay.in_at and stay.out_at:
            return self.say("Här: {time}").format(time=self._stay(stay))
        if stay.in_at and state == rules.THERE:
            return self.say("Någon kom klockan {time}").format(time=self._clock(stay.in_at))
        if stay.in_at:
            text = self.say("Någon var hos dig: från klockan {time}, vi vet inte hur länge")
            return text.format(time=self._clock(stay.in_at))
        text = self.say("Någon var hos dig: vi vet inte när, till klockan {time}")
        return text.format(time=self._clock(stay.out_at))

    def _stay(self, stay: rules.Came) -> str:
        between = f"{self._clock(stay.in_at)}–{self._clock(stay.out_at)}"
        return f"{between}, {self.time(stay.seconds)}" if stay.seconds else between

    def _clock(self, at: datetime | None) -> str:
        return clock_in_words(_minute(at), self.language) if at else "?"


class _WordsOfAnother(_Words):
    """The same to staff, who read it of her: times alone, under a heading of their own."""

    def __init__(self, language: str):
        super().__init__(language)
        self.states[rules.DECLINED] = ("", self.say("Tackade nej"))
        self.why[rules.DECLINED] = self.say("Avbokade eller tackade nej")
        self.ahead = self.say("Avbokade")

    def _came(self, stay: rules.Came, state: str) -> str:
        return self._stay(stay)


def _minute(at: datetime) -> datetime:
    return clock.local(at).replace(second=0, microsecond=0)
