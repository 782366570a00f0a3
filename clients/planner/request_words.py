"""What a planner or manager reads of requests, in Swedish. Pure."""

from __future__ import annotations

from datetime import timedelta

from backend.declining import DECLINE, GRANTED
from backend.requests import agreement, standing
from backend.requests.standing import Asked
from clients.ui.speech import clock_in_words, day_in_words, large, moment_in_a_list, window_in_words
from schema import clock

STATES = {
    standing.OPEN: ("warn", "Väntar på svar"), standing.LAPSED: ("bad", "Inte besvarat i tid"),
    agreement.WAITS: ("", "Väntar på planen"), agreement.CONTRADICTS: ("bad", "Planen säger emot"),
    standing.MOVED: ("bad", "Flyttat till en annan dag"),
}  # fmt: skip
DONE = {
    GRANTED: "Ja är sagt. Svaret står på personens egen sida, och går som sms om det är önskat.",
    standing.REFUSED: "Nej är sagt. Svaret står på personens egen sida, och går som sms om det är önskat.",
    standing.REVERTED: "Planen gäller igen. Svaret står på personens egen sida, och går som sms om det är önskat.",
}
ALREADY = "Någon hann före, eller så har det ändrats. Titta på listan igen."
TOO_LONG = "Det är för långt. Skriv högst {most} tecken."


def when(asked: Asked) -> str:
    """The visit's day and window."""
    on = large(day_in_words(clock.local_date(asked.window_start_at), "sv"))
    return f"{on}, {window_in_words(asked.window_start_at, asked.window_end_at)}"


def wants(asked: Asked) -> str:
    """What is asked, in one sentence."""
    if asked.kind == DECLINE or asked.from_at is None or asked.until_at is None:
        return "Vill avboka besöket."
    begins, ends = (clock_in_words(one, "sv") for one in (asked.from_at, asked.until_at))
    first, after = clock.day_bounds(clock.local_date(asked.from_at))
    if asked.from_at <= first:
        return f"Vill att besöket börjar senast klockan {ends}."
    if asked.until_at >= after - timedelta(minutes=1):
        return f"Vill att besöket börjar tidigast klockan {begins}."
    return f"Vill att besöket börjar mellan klockan {begins} och {ends}."


def next_step(asked: Asked) -> str:
    """What is to be done about it."""
    declined = asked.kind == DECLINE
    if asked.state == agreement.CONTRADICTS:
        stands = "Här är besöket avbokat, men i planen står det kvar." if declined else (
            "Personen har fått ja till en annan tid, men planen säger något annat."
        )  # fmt: skip
        return f"{stands} Ändra i planeringssystemet, eller låt planen gälla."
    if asked.state == agreement.WAITS:
        return "Ja är sagt. Ställ in besöket i planeringssystemet också." if declined else (
            "Ja är sagt. Flytta besöket i planeringssystemet, så kommer den nya tiden fram."
        )  # fmt: skip
    if asked.state == standing.MOVED:
        return _moved(asked)
    if asked.state == standing.LAPSED and asked.asked_on != asked.date:
        return "Planen har flyttat besöket till en annan dag sedan frågan kom. Skriv ett ord, så får personen veta."
    if asked.state == standing.LAPSED:
        return "Det är för sent att säga ja. Skriv gärna ett ord ändå."
    return ""


def _moved(asked: Asked) -> str:
    before = day_in_words(asked.asked_on, "sv")
    if asked.kind == DECLINE:
        return (
            f"Besöket {before} var avbokat. Planen har flyttat det hit, och här gäller det. "
            "Fråga om det är önskat: ställ annars in det, eller låt planen gälla."
        )
    return (
        f"Personen fick ja till en annan tid {before}. Planen har flyttat besöket hit i stället. "
        "Fråga om dagen passar: flytta annars tillbaka det, eller låt planen gälla."
    )


def asked_at(asked: Asked) -> str:
    """When she asked."""
    return moment_in_a_list(asked.asked_at)


def answered_at(asked: Asked) -> str:
    """When it was answered."""
    return moment_in_a_list(asked.answered_at) if asked.answered_at else ""
