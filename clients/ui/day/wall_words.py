"""How the wall says what time of day it is, for who is not sure."""

from __future__ import annotations

from datetime import datetime

from clients.ui.speech import say_in
from schema import clock


def parts_of_day(language: str) -> tuple[tuple[int, str], ...]:
    """From which hour on which part of the day it is, in a sentence; the first begins at midnight."""
    say = say_in(language)
    return (
        (0, say("Det är natt")),
        (5, say("Det är morgon")),
        (9, say("Det är förmiddag")),
        (12, say("Det är eftermiddag")),
        (18, say("Det är kväll")),
        (23, say("Det är natt")),
    )


def part_of_day(now: datetime, language: str) -> str:
    """The part of the day at an instant."""
    hour = clock.local(now).hour
    return [said for begins, said in parts_of_day(language) if begins <= hour][-1]
