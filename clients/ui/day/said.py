"""What was said and what became of it, and the visit that something is said of, as values for the templates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import NamedTuple

from flask import abort, request

from backend.access import limit
from backend.cards import states
from backend.cards.facts import Plan, Visit
from backend.hearing.heard import Heard
from backend.hearing.remarks import NotSaid
from clients.ui.day import near
from clients.ui.day.words import words_in
from clients.ui.speech import day_in_words, large, opening_in_words, say_in
from schema import clock
from schema.keyring import new_token
from schema.phone import written
from schema.wire.remarks import OF_VISITS, TO_THE_UNIT

CAME = "came"
TO_SAY = frozenset({states.HERE, states.LEFT_OPEN, states.DONE, states.MISSED, states.ABSENT, states.DECLINED,
                    states.NO_WORD})  # fmt: skip
"""States of a visit that something can be said of."""
TOO_MANY = "too_many"
"""The code of a limit that was passed."""
TYPED = 20_000
"""Signs that are shown again when they were too many to keep."""


class About(NamedTuple):
    """The visit that something is said of. `open`: something can be said of it; `over`: whether somebody came, too."""

    day: str
    when: str
    both: tuple[str, str] | None
    """Plan and reality, once it is over."""
    outcome: str
    names: str
    open: bool
    over: bool
    to_come: bool


class Line(NamedTuple):
    """One remark: what it was, of which visit, how and when it was said, in whose words; and what became of it."""

    what: str
    about: str
    said: str
    text: str
    answers: tuple[tuple[str, str], ...]
    """When it was answered, and the answer."""
    became: str


class Typed(NamedTuple):
    """What a form holds: what makes it one, what is wrong with it, what was typed."""

    once: str
    fault: str = ""
    text: str = ""


def about(visit: Visit, language: str, now: datetime) -> About:
    """A visit as the page shows it above its buttons."""
    words, state = words_in(language), states.state_of(visit, now)
    day = clock.local_date(visit.plan.start_at)
    near_by = near.called(day, clock.local_date(now), language)
    whom = () if state in states.NOT_COME else visit.came or visit.plan.who
    return About(
        f"{near_by}, {day_in_words(day, language)}" if near_by else large(day_in_words(day, language)),
        words.headline(visit, state), words.both(visit, state), words.outcome(visit, state),
        words.everybody(whom) if whom else "",
        state in TO_SAY, state in TO_SAY - {states.HERE}, state in states.PENDING - {states.NO_WORD},
    )  # fmt: skip


def lines(heard: Iterable[Heard], language: str) -> list[Line]:
    """Remarks as whoever said them reads them."""
    return [_line(one, language) for one in heard]


def _line(one: Heard, language: str) -> Line:
    say, words, about = say_in(language), words_in(language), ""
    if one.window_start_at and one.window_end_at:
        day = day_in_words(clock.local_date(one.window_start_at), language)
        window = words.window(Plan(one.window_start_at, one.window_end_at, 0, False, (), ()))
        about = say("Besöket {day}. {window}.").format(day=day, window=window)
    said = _ways(language).get(one.way, say("Sagt {moment}."))
    return Line(
        _kinds(language)[one.kind], about, said.format(moment=opening_in_words(one.said_at, language)), one.text or "",
        tuple((opening_in_words(step.at, language), step.text or "") for step in one.answers), _became(one, language),
    )  # fmt: skip


def _became(one: Heard, language: str) -> str:
    say = say_in(language)
    if one.last == "rung":
        return say("Vi ringde {moment}.").format(moment=opening_in_words(one.steps[-1].at, language))
    if one.last == "put_away":
        return say("Vi har läst det.")
    if one.taken_back:
        return say("Du har sagt sedan dess att någon kom.")
    return "" if one.answers else say("Vi har inte svarat än.")


@cache
def _kinds(language: str) -> dict[str, str]:
    say = say_in(language)
    return {
        "not_come": say("Ingen kom"), "wrong_person": say("Fel person kom"), "too_short": say("Besöket var för kort"),
        "other": say("Något annat om besöket"), "message": say("Du skrev till oss"),
        "call_back": say("Du bad oss ringa dig"),
    }  # fmt: skip


@cache
def _ways(language: str) -> dict[str, str]:
    say = say_in(language)
    return {
        "card": say("Sagt med kortet hemma, {moment}."), "call": say("Sagt i telefon, {moment}."),
        "sms": say("Sagt med sms, {moment}."), "paper": say("Skrivet på papper. Vi fick det {moment}."),
        "spoken": say("Personalen skrev upp det {moment}."),
    }  # fmt: skip


@cache
def called(language: str) -> dict[str, str]:
    """What pages and ways are called: everything she said, a relative's page, another time, a word, a call."""
    say = say_in(language)
    return {
        "everything": say("Säg något till oss"), "write": say("Skriv till hemtjänsten"),
        "ask": say("Avboka eller byt tid"), "word": say("Skriv till oss om något annat"),
        "ring": say("Be oss ringa dig"),
    }  # fmt: skip


def fault(code: str, language: str) -> str:
    """What is wrong with what was said, and what to do; "" for a fault that is not hers to mend."""
    say = say_in(language)
    return {
        "no_words": say("Skriv några ord först. Tryck sedan på knappen."),
        "too_long": say("Det blev för långt. Korta ned det du skrev. Det får plats 2000 tecken."),
        "too_many": say("Du har sagt mycket på kort tid. Ring oss i stället, eller vänta en stund."),
    }.get(code, "")


def thanks() -> str:
    """What was just said, as the address after it tells; "" where nothing was."""
    told = request.args.get("tack", "")
    return told if told in (CAME, *OF_VISITS, *TO_THE_UNIT) else ""


def after(address: str, kind: str) -> str:
    """The address that thanks for what was said."""
    return f"{address}?tack={kind}{near.lang().replace('?', '&')}"


def phone(stored: str | None) -> str | None:
    """The unit's number, as it is written for people."""
    return written(stored) if stored else None


def code_of(wrong: NotSaid | limit.TooMany) -> str:
    """Why something could not be kept, as a code; 404 where nobody can mend it: the visit is another's, or to come."""
    code = wrong.code if isinstance(wrong, NotSaid) else TOO_MANY
    return code if fault(code, "sv") else abort(404)


def status(code: str) -> int:
    """The status of a page that says what is wrong; 200 for none."""
    return {"": 200, TOO_MANY: 429}.get(code, 422)


def form(code: str, language: str) -> Typed:
    """The form as it was sent, with what is wrong with it; an empty one where nothing is."""
    if not code:
        return Typed(new_token())
    return Typed(request.form.get("once", ""), fault(code, language), request.form.get("text", "")[:TYPED])
