"""The word of the day: is it the right person at the door? Her page, the worker's phone and the telephone say the same.

A word for each visit and date, by the installation's key: nobody outside can work it out, nothing is stored, and a
word that was overheard yesterday is worth nothing today. It tells who was sent, not who she is.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from schema.keyring import ring

FALLBACK = "sv"


def word(visit_id: int, day: date, language: str) -> str:
    """The word of a visit (row id) on a local date, in a language; in Swedish where there is none in it."""
    things = _things()
    place = int(ring().look_up("door_word", f"{visit_id}:{day.isoformat()}")[:12], 16) % len(things)
    return things[place].get(language) or things[place][FALLBACK]


@cache
def _things() -> list[dict[str, str]]:
    listed = tomllib.loads((Path(__file__).parent / "door_words.toml").read_text(encoding="utf-8"))
    things: list[dict[str, str]] = listed["words"]
    return things
