"""The keys of the menu, as a table: at which level which key leads where, and what it does on the way. Pure.

Zero puts the call through to the unit wherever it is pressed, and is not here. A key that is not here says the choices
again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

MAIN = "main"
UNIT, UP, STAR = "0", "*", "a"
"""The keys of every level; a star as an address says it."""
TWICE_SECONDS = 4
"""The same key again so soon is the same press: nobody has heard yet what it would mean now."""


class Place(Enum):
    """Which of several (days, visits) a key leads to, seen from the one that was just heard."""

    NONE = "none"
    FIRST = "first"
    SAME = "same"
    NEXT = "next"


class Go(NamedTuple):
    """Where a key leads: to which level and which of its places, and by which act."""

    to: str
    place: Place = Place.NONE
    act: str = ""


class At(NamedTuple):
    """Where a call stands: a level, and which of several it is about, as a mark that names nobody.

    `key` led here, at a second since the epoch: so that a finger that presses twice says one thing.
    """

    level: str = MAIN
    mark: str = ""
    key: str = ""
    since: int = 0

    @property
    def written(self) -> str:
        """As an address carries it."""
        led = f".{self.key.replace(UP, STAR)}.{self.since:x}" if self.key else ""
        return f"{self.level}.{self.mark}{led}" if self.mark or led else self.level


def _switch(act: str) -> Mapping[str, Go]:
    return {"1": Go("settings", act=act), UP: Go("settings")}


_MORE: Mapping[str, Go] = {
    "1": Go("more", act="call_back"), "2": Go("more", act="answers"), "3": Go("who"), "4": Go("settings"),
    UP: Go(MAIN),
}  # fmt: skip
LEVELS: Mapping[str, Mapping[str, Go]] = {
    MAIN: {
        "1": Go(MAIN, act="day"), "2": Go("days", Place.FIRST), "3": Go("say", Place.FIRST),
        "4": Go("change", Place.FIRST), "5": Go("more"),
    },
    "days": {"1": Go("days", Place.NEXT), "2": Go("days", Place.SAME), "3": Go(MAIN, act="month"), UP: Go(MAIN)},
    "last_day": {"2": Go("days", Place.SAME), "3": Go(MAIN, act="month"), UP: Go(MAIN)},
    "say": {
        "1": Go("say", Place.NEXT, "came"), "2": Go("say", Place.NEXT, "not_come"),
        "3": Go("say", Place.NEXT, "wrong_person"), "4": Go("say", Place.NEXT, "too_short"),
        "5": Go("say", Place.NEXT, "other"), UP: Go("say", Place.NEXT),
    },
    "change": {
        "1": Go("sure", Place.SAME), "2": Go("change", Place.NEXT, "other_time"), UP: Go("change", Place.NEXT),
    },
    "late": {"2": Go("change", Place.NEXT, "other_time"), UP: Go("change", Place.NEXT)},
    "waits": {
        "1": Go("change", Place.NEXT, "withdraw"), "2": Go("change", Place.NEXT, "other_time"),
        UP: Go("change", Place.NEXT),
    },
    "sure": {"1": Go("change", Place.NEXT, "decline"), UP: Go("change", Place.SAME)},
    "more": _MORE,
    "more_asked": {**_MORE, "5": Go("survey", Place.FIRST)},
    "who": {"1": Go("who_sure"), UP: Go("more")},
    "who_sure": {"1": Go("more", act="end_all"), UP: Go("who")},
    "settings": {
        "1": Go("texts"), "2": Go("quiet"), "3": Go("language"), "4": Go("asked"), "5": Go("card"), UP: Go("more"),
    },
    "texts": {
        **{key: Go("settings", act="texts") for key in "123"}, "4": Go("settings", act="no_texts"), UP: Go("settings"),
    },
    "card": {**{key: Go("settings", act="card") for key in "123"}, UP: Go("settings")},
    "quiet_off": _switch("quiet_off"), "quiet_on": _switch("quiet_on"),
    "asked_off": _switch("asked_off"), "asked_on": _switch("asked_on"),
    "language": {**{key: Go("settings", act="language") for key in "123"}, UP: Go("settings")},
    "survey": {**{key: Go("more", act="rate") for key in "123"}, UP: Go("more")},
}  # fmt: skip
"""Level → key → where it leads. A level that is led to and stands not here is one of several, by what holds then:
quiet and asked are on or off."""
READS = frozenset({"day", "answers", "month"})
"""Acts that change nothing."""
_WRITTEN = re.compile(r"([a-z_]{1,20})(?:\.([0-9a-f]{0,16})(?:\.([1-9a])\.([0-9a-f]{1,9}))?)?")


def turn(at: At, key: str) -> Go | None:
    """Where a key leads from a place; None for one that leads nowhere."""
    return LEVELS[at.level].get(key)


def changes(at: At, key: str) -> bool:
    """Whether a key does something that is kept."""
    found = turn(at, key)
    return found is not None and bool(found.act) and found.act not in READS


def is_the_same_press(at: At, key: str, second: int) -> bool:
    """Whether a key that would change something is the press that led here, twice."""
    return changes(at, key) and at.key == key and second - at.since < TWICE_SECONDS


def read(written: str) -> At:
    """The place of an address; the first level for anything that is none."""
    found = _WRITTEN.fullmatch(written)
    if found is None or found[1] not in LEVELS:
        return At()
    return At(found[1], found[2] or "", (found[3] or "").replace(STAR, UP), int(found[4] or "0", 16))
