"""How the worker's page words windows, states and what was just registered."""

from __future__ import annotations

import uuid
from datetime import datetime, time

from backend.visits.stops import Stop
from clients.ui.speech import clock_in_words, listed, say_in, window_in_words
from notifications.door_word import word
from schema import clock

STATES = {
    "planned": ("", "Planerat"),
    "in_progress": ("good", "Pågår"),
    "done": ("good", "Klart"),
    "missed": ("bad", "Ingen registrering"),
    "cancelled": ("", "Inställt"),
    "absent": ("warn", "Inte hemma"),
    "declined": ("warn", "Avböjt"),
}
"""Kind of tag and word, by the visit's status."""
DONE = {
    "check_in": "Incheckad klockan {time}.",
    "check_out": "Utcheckad klockan {time}.",
    "absent": "Registrerat: kunden är inte hemma.",
    "declined": "Registrerat: kunden avböjde.",
}
BUTTONS = {"check_in": "Checka in", "check_out": "Checka ut"}


def words_of_pages() -> dict[str, object]:
    """What every page of the worker's gets: the words, and a new event id for each form."""
    return {"states": STATES, "buttons": BUTTONS, "new_id": lambda: str(uuid.uuid4())}


def window(stop: Stop) -> str:
    """When the visit may begin: mellan klockan 9 och 10; empty for an unplanned one."""
    if stop.window_start_at is None or stop.window_end_at is None:
        return ""
    return window_in_words(stop.window_start_at, stop.window_end_at)


def at(instant: datetime) -> str:
    """A clock time in words."""
    return clock_in_words(instant, "sv")


def names(several: tuple[str, ...]) -> str:
    """Names as they are said together."""
    return listed(list(several), say_in("sv"))


def told(kind: str) -> str:
    """What to say when something was registered now."""
    return DONE[kind].format(time=at(clock.now()))


def wall_time(text: str) -> time | None:
    """The time of a time field (HH:MM), None when it is empty. Raises ValueError for anything else."""
    return time.fromisoformat(text.strip()).replace(second=0, microsecond=0, tzinfo=None) if text.strip() else None


def door_word(stop: Stop) -> str:
    """The word of the day that she is asked for at the door, in the recipient's language; "" where she has none."""
    if stop.visit_id is None or stop.date is None or not stop.mine or stop.status not in ("planned", "in_progress"):
        return ""
    return word(stop.visit_id, stop.date, stop.language).upper()


FILTERS = {"door_word": door_word, "stop_window": window, "at_clock": at, "said_together": names}
