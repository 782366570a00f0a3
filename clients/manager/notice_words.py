"""What a manager reads of texts, of those not reached, and of who has been told, in Swedish. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from backend.telling.inbox import VisitThen, Written
from clients.manager import words
from clients.ui.speech import clock_in_words, large, listed, say_in, window_in_words
from schema import clock

ON_ITS_WAY = ("", "På väg")
ARRIVAL = {
    "sent": ("", "Skickat"), "delivered": ("good", "Framme"), "undelivered": ("bad", "Kom inte fram"),
    "failed": ("bad", "Gick inte att skicka"), "expired": ("bad", "Kom aldrig iväg"),
    "suppressed": ("bad", "Skickades inte"),
}  # fmt: skip
"""How far a message has come: the kind of the tag, and its words. Any other state is on its way."""
TAKEN_CARE = "En kollega hann före. Läs under Besvarat vad som redan är gjort."
NO_WORDS = "Skriv ett svar först."
TOO_LONG = "Svaret är för långt. Korta det till högst {most} tecken."


def when(instant: datetime) -> str:
    """Day and time, near days by their names: i dag klockan 9.05."""
    near = {clock.today(): "i dag", clock.today() - timedelta(days=1): "i går"}
    day = near.get(clock.local_date(instant))
    return f"{day} klockan {clock_in_words(instant, 'sv')}" if day else words.when(instant)


def writer(text: Written) -> str:
    """Who wrote, as far as it is known."""
    if not text.people:
        return "Ett nummer som vi inte känner"
    names = [f"{one.relative}, anhörig till {one.name}" if one.relative else one.name for one in text.people]
    return " eller ".join(dict.fromkeys(names))


def visit(one: VisitThen) -> str:
    """A visit of the day in a line: mellan klockan 8 och 9, Leila Virtanen: klart, började 8.05."""
    said = large(window_in_words(one.window_start_at, one.window_end_at))
    who = f", {listed(list(one.workers), say_in('sv'))}" if one.workers else ""
    began = f", började {clock_in_words(one.started_at, 'sv')}" if one.started_at else ""
    return f"{said}{who}: {words.STATUSES[one.status].lower()}{began}"


def arrival(state: str | None) -> tuple[str, str]:
    """How far a message has come."""
    return ARRIVAL.get(state or "", ON_ITS_WAY)
