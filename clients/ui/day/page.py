"""The card's page as values for its template: what stands first, in which words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from backend.cards import states
from backend.cards.facts import NAMES, Hall, Visit
from clients.ui.day.people import Face, PhotoOf
from clients.ui.day.words import Words, words_in
from clients.ui.speech import clock_in_words, day_in_words
from schema import clock
from schema.phone import written

URGENT = (states.NO_WORD, states.MISSED)
MARKS = {states.NO_WORD: "warn", states.DELAYED: "warn", states.MISSED: "bad", states.HERE: "good", states.DONE: "good"}
DAYTIME = range(6, 22)
JUST = timedelta(hours=3)


_written = lru_cache(maxsize=4096)(written)


class Item(NamedTuple):
    """A visit as shown. `mark` is good, warn, bad or nothing; the words say the same. `both`: plan and reality."""

    visit_id: int
    state: str
    mark: str
    headline: str
    outcome: str
    who: tuple[Face, ...]
    names: str
    what: tuple[tuple[str, str], ...]
    changed: tuple[str, str] | None
    undecided: bool
    both: tuple[str, str] | None = None
    off: bool = False
    """Nobody comes at that time, though somebody might be expected."""
    word: str = ""
    """The word of the day, which whoever is at the door can say."""


class Manner(NamedTuple):
    """How a reader is told: the state that she may know, whether it is of another, what else she is shown."""

    state_of: Callable[[Visit, datetime], str] = states.state_of
    of_another: bool = False
    photo_of: PhotoOf | None = None
    word_of: Callable[[Visit], str] | None = None


OWN = Manner()
"""To the person herself."""


class Page(NamedTuple):
    """The whole day in the order in which it matters: here now, what went wrong, next, the rest, what is done."""

    language: str
    day: str
    updated: str
    unit: str
    phone: str | None
    first: tuple[tuple[str, str, Item], ...]
    """What stands large, each with its id and its heading."""
    demonstration: bool
    ended: bool
    """Nobody more is on her way."""
    rest: tuple[Item, ...]
    earlier: tuple[Item, ...]
    just_over: bool = False
    """One of them ended a little while ago: what she would say of it is near."""


def page_of(hall: Hall, visits: tuple[Visit, ...], language: str, now: datetime, manner: Manner = OWN) -> Page:
    """The page of a home's visits at `now`, in `language`."""
    words = words_in(language, of_another=manner.of_another)
    told = [(visit, manner.state_of(visit, now)) for visit in visits]
    coming = [pair for pair in told if _to_come(*pair, now)]
    first = next((pair for pair in coming if pair[1] in states.PENDING), None)
    here = [pair for pair in told if pair[1] == states.HERE]
    urgent = [pair for pair in told if pair[1] in URGENT]
    placed = {visit.visit_id for visit, _ in (*coming, *here, *urgent)}

    def items(pairs: list[tuple[Visit, str]]) -> tuple[Item, ...]:
        return tuple([item_of(visit, state, words, manner) for visit, state in pairs])

    large = [*here, *urgent, *([first] if first else [])]
    return Page(
        language=language,
        day=day_in_words(clock.local_date(now), language),
        updated=clock_in_words(now.replace(second=0, microsecond=0), language),
        unit=hall.unit,
        phone=hall.phone and _written(hall.phone),
        first=tuple(
            [
                (f"v{place}", words.title(state), item_of(visit, state, words, manner))
                for place, (visit, state) in enumerate(large)
            ]
        ),
        demonstration=hall.demonstration,
        ended=not large,
        rest=items([pair for pair in coming if pair is not first]),
        earlier=items([pair for pair in told if pair[0].visit_id not in placed]),
        just_over=any(visit.ended_at and now - visit.ended_at < JUST for visit in visits),
    )


def page_of_another_day(
    hall: Hall, visits: tuple[Visit, ...], language: str, day: date, now: datetime, manner: Manner = OWN
) -> Page:  # fmt: skip
    """The page of a day that is not today: the visits in their order, none larger than the others."""
    words = words_in(language, of_another=manner.of_another)
    manner = manner._replace(word_of=None)
    items = [item_of(visit, manner.state_of(visit, now), words, manner) for visit in visits]
    bare = page_of(hall, (), language, now)
    return bare._replace(day=day_in_words(day, language), ended=not items, rest=tuple(items))


def _to_come(visit: Visit, state: str, now: datetime) -> bool:
    return state in (states.PLANNED, states.DELAYED) or is_off(visit, state, now)


def is_off(visit: Visit, state: str, now: datetime) -> bool:
    """Whether somebody might still be expected, and nobody comes: cancelled, moved, or she is away or has said no."""
    return state in (states.OFF | states.AWAY) and visit.plan.end_at > now


def item_of(visit: Visit, state: str, words: Words, manner: Manner) -> Item:
    """A visit in a state as it is shown."""
    pending = state in states.PENDING
    expected = pending or state == states.HERE
    planned = () if state in states.NOT_COME else visit.plan.who  # nobody is pointed out for not having come
    who = visit.came or planned
    return Item(
        visit_id=visit.visit_id,
        state=state,
        mark=MARKS.get(state, ""),
        headline=words.headline(visit, state),
        outcome=words.outcome(visit, state),
        who=tuple([words.people.face(one, manner.photo_of, to_come=expected) for one in who]),
        names=words.everybody(who) if who else "",
        what=tuple(dict.fromkeys([(_icon(visit, icon), word) for icon, word in map(words.what, visit.plan.what)])),
        changed=words.changed(visit) if pending or (state in states.OFF and _off_by_plan(visit)) else None,
        undecided=pending and visit.level >= NAMES and not who,
        both=words.both(visit, state),
        off=is_off(visit, state, clock.now()),
        word=manner.word_of(visit) if manner.word_of and expected else "",
    )


def _off_by_plan(visit: Visit) -> bool:
    """Whether the plan itself says that it is off; to a relative it may be off by more than that."""
    return visit.plan.cancelled or visit.moved_to is not None


def _icon(visit: Visit, category: str) -> str:
    if category not in ("supervision", ""):
        return category
    return category if clock.local(visit.plan.start_at).hour in DAYTIME else "night"
