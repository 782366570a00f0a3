"""What a manager reads of texts, of those not reached, and of who has been told, in Swedish. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from backend.telling.inbox import VisitThen, Written
from backend.telling.raised import Next, Raised, Told
from backend.telling.whose import Person
from backend.telling.wishes import Chosen
from clients.manager import words
from clients.ui.speech import clock_in_words, large, listed, say_in, window_in_words
from notifications.compose import WindowFact
from schema import clock

ON_ITS_WAY = ("", "På väg")
ARRIVAL = {
    "sent": ("", "Skickat"), "delivered": ("good", "Framme"), "undelivered": ("bad", "Kom inte fram"),
    "failed": ("bad", "Gick inte att skicka"), "expired": ("bad", "Kom aldrig iväg"),
    "suppressed": ("bad", "Skickades inte"),
}  # fmt: skip
"""How far a message has come: the kind of the tag, and its words. Any other state is on its way."""
WHY_STATE = {
    "undelivered": "Operatören fick inte fram sms:et.", "failed": "Leverantören tog inte emot sms:et.",
    "unknown": "Vi vet inte om sms:et gick iväg.", "expired": "Sms:et hann aldrig iväg.",
    "sent": "Vi har inte fått veta att sms:et kom fram.", "queued": "Sms:et väntar på leverantören.",
    "sending": "Sms:et väntar på leverantören.",
}  # fmt: skip
WHY = {
    "opted_out_21610": "Numret har svarat STOPP.", "21610": "Numret har svarat STOPP.",
    "21211": "Numret finns inte.", "30005": "Numret finns inte eller är avstängt.",
    "30003": "Telefonen var avstängd eller utan täckning.", "30004": "Abonnemanget tar inte emot våra sms.",
    "30006": "Det är en fast telefon, som inte får sms.", "21614": "Det är en fast telefon, som inte får sms.",
    "30007": "Operatören stoppade sms:et.", "not_on_allowlist": "Numret får inte sms ännu: tjänsten provas.",
    "busy": "Det var upptaget när vi ringde.", "no-answer": "Ingen svarade när vi ringde.",
    "not_heard": "Någon svarade när vi ringde, men tryckte inte på någon knapp.",
}  # fmt: skip
"""Twilio's own numbers and our codes, in a sentence each."""
STEP_FAULTS = {
    ("name", "missing"): "Skriv vem som får sms, högst 80 tecken.",
    ("phone", "missing"): "Skriv numret som ska få sms.",
    ("phone", "not_a_number"): "Det ser inte ut som ett telefonnummer. Skriv det som 070-174 06 05.",
    ("step", "missing"): "Välj i vilken ordning.",
    ("step", "taken"): "Någon annan står på den platsen under de tiderna. Välj en annan plats eller andra tider.",
    ("from_time", "missing"): "Välj från vilken tid.",
    ("to_time", "missing"): "Välj till vilken tid.",
    ("minutes", "missing"): "Välj hur många minuter, från 1 till 120.",
}  # fmt: skip
NOTICES = {
    "none": "Bara dagens besök", "changes": "Dagens besök, och när något ändras",
}  # fmt: skip
"""A recipient's choices: there is nothing that she is told for "all" and not for "changes"."""
KIN_NOTICES = {
    "none": "Inga besked", "changes": "När något ändras eller blir fel", "all": "Allt, också när någon kommer och går",
}  # fmt: skip
WAYS = {"": "Sms till mobil, samtal till fast telefon", "sms": "Sms", "call": "Uppläst i telefon"}
TROUBLE = {
    "stopped": "Numret har svarat STOPP, så inga sms går dit. Kom överens med {who} om ett annat sätt.",
    "wrong": "Någon har svarat FEL från numret, så inga sms går dit. Rätta numret i planeringssystemet.",
    "came_back": "Vårt första besked kom inte fram. Fråga {who} om numret stämmer, och rätta det i planeringssystemet.",
    "welcomed": "Vårt första besked har gått till numret. Resten börjar nästa morgon, om ingen svarar STOPP eller FEL.",
    "unconfirmed": "Ingen har bekräftat numret. Det första beskedet hälsar bara välkommen, och beskeden börjar dagen "
    "efter. Ring och fråga om numret stämmer, så kan det bekräftas i planeringssystemet.",
    "no_number": "Det finns inget telefonnummer i planen. Fråga {who} hur ni ska nå fram.",
}  # fmt: skip
"""What keeps a number from being told, and what to do."""
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


def together(people: Sequence[Person]) -> str:
    """Names as they are said together: Elsa Berg och Arne Berg."""
    return listed([one.name for one in people], say_in("sv"))


def coming(window: WindowFact) -> str:
    """A visit to come, in as few words as fit on a line: klockan 8–9, Leila."""
    begins, ends = clock_in_words(window.begins, "sv"), clock_in_words(window.ends, "sv")
    who = f", {listed(list(window.workers), say_in('sv'))}" if window.workers else ""
    return f"klockan {begins if begins == ends else f'{begins}–{ends}'}{who}"


def not_arrived(state: str, reason: str | None) -> str:
    """Why a message did not arrive, in a sentence."""
    return WHY.get(reason or "") or WHY_STATE.get(state, "Sms:et har inte kommit fram.")


def told(one: Told) -> str:
    """Who on call was told, and whether it arrived."""
    at = clock_in_words(one.at, "sv")
    if one.state in ("undelivered", "failed", "expired"):
        return f"Sms:et till {one.name} klockan {at} kom inte fram."
    if one.state == "suppressed":
        return f"{one.name} skulle ha fått sms klockan {at}, men enheten provar bara."
    return f"{one.name} fick sms klockan {at}."


def then(one: Next) -> str:
    """What comes if nobody takes it."""
    what = f"får {one.name} sms" if one.name else "får de anhöriga besked"
    return f"Tar ingen det före klockan {clock_in_words(one.at, 'sv')} {what}."


def taken(one: Raised) -> str:
    """Who has it, since when."""
    by_text = one.told[0].name if len(one.told) == 1 else "Någon i jouren"
    at = clock_in_words(one.taken_at, "sv") if one.taken_at else ""
    return f"{one.taken_by} tog det klockan {at}." if one.taken_by else f"{by_text} tog det klockan {at}, med ett sms."


def list_hour(wished: Chosen) -> str:
    """When the visits of the day are told."""
    if wished.evening_before:
        return "Kvällen före, efter klockan 18"
    return f"På morgonen, från klockan {_wall(wished.list_at) if wished.list_at else '6.30'}"


def hours(begins: time, ends: time) -> str:
    """A span of the clock: klockan 16–7, dygnet runt."""
    return "dygnet runt" if begins == ends else f"klockan {_wall(begins)}–{_wall(ends)}"


def _wall(at: time) -> str:
    return f"{at.hour}.{at.minute:02d}" if at.minute or not at.hour else str(at.hour)
