"""What a manager reads of what people said: who, what, how, and what became of it. In Swedish. Pure."""

from __future__ import annotations

from datetime import datetime

from backend.hearing.came import Came
from backend.hearing.heard import Step
from backend.hearing.lists import Said
from backend.hearing.promised import answer_by, is_overdue
from clients.manager.notice_words import when
from clients.manager.words import day
from clients.ui.speech import large, window_in_words
from schema import clock
from schema.phone import written

KINDS = {
    "not_come": "Ingen kom", "wrong_person": "Fel person kom", "too_short": "Besöket var för kort",
    "other": "Något annat om besöket", "message": "Meddelande", "call_back": "Vill bli uppringd",
}  # fmt: skip
WAYS = {
    "page": "på sin egen sida", "card": "genom kortet i hemmet", "call": "i telefon", "sms": "med sms",
    "paper": "på papper", "spoken": "muntligt", None: "med sms",
}  # fmt: skip
STEPS = {"answered": "svarade", "rung": "ringde", "put_away": "lade undan det", "put_back": "lade tillbaka det"}
WRITTEN_DOWN = {"spoken": "Muntligt, till personal", "call": "I telefon", "paper": "På papper"}
"""The ways by which staff write something down."""
FAULTS = {
    "no_words": "Skriv några ord först.", "too_long": "Texten är för lång. Korta den till högst 2000 tecken.",
    "no_visit": "Välj vilket besök det gäller.", "unknown_kind": "Välj vad det gäller.",
    "only_herself": "Bara personen själv kan svara att någon kom. Skriv det som ett meddelande.",
}  # fmt: skip
TAKEN_CARE = "En kollega hann före. Läs vad som redan är gjort."
DONE = {
    "answered": "Svaret är sparat.", "rung": "Sparat: ni har ringt.",
    "put_away": "Lagt undan. Blev det fel? Lägg tillbaka det längre ned, under Sagt till oss och klart.",
    "put_back": "Det ligger bland dem som väntar igen.",
}  # fmt: skip


def who(said: Said) -> str:
    """Who said it, as far as it is known."""
    if said.relative:
        return f"{said.relative}, {said.relation or 'anhörig'} till {said.recipient}"
    if said.others:
        return f"Någon hos {' eller '.join([said.recipient, *said.others])}"
    return f"Någon hos {said.recipient}" if said.way == "card" else said.recipient


def how(said: Said) -> str:
    """When and by which way it was said: I dag klockan 9.05, genom kortet i hemmet."""
    noted = f", nedskrivet av {said.by}" if said.by else ""
    return f"{large(when(said.said_at))}, {WAYS[said.way]}{noted}."


def about(said: Said | Came) -> str:
    """The visit that it is about, "" for none."""
    if said.window_start_at is None or said.window_end_at is None:
        return ""
    on = day(clock.local_date(said.window_start_at))
    return f"Besöket {on}, {window_in_words(said.window_start_at, said.window_end_at)}."


def changed(said: Said) -> str:
    """That whoever said it has said otherwise since; "" where it stands."""
    return "Har sedan dess, från samma telefon eller dator, sagt att någon kom." if said.taken_back else ""


def step(one: Step) -> str:
    """What was done with it, by whom and when."""
    return f"{one.by} {STEPS[one.step]} {when(one.at)}."


def came(one: Came) -> str:
    """Somebody's own word on whether anybody came."""
    noted = f", nedskrivet av {one.by}" if one.by else ""
    said = "någon kom" if one.came else "ingen kom"
    return f"{large(when(one.at))}, {WAYS[one.way]}{noted}: {said}."


def where(said: Said) -> str:
    """Where an answer is read."""
    if said.way == "card" and said.window_start_at is None:
        return "Det kom genom kortet. Svaret står inte på någons sida: ring, eller säg det på plats."
    return "Svaret står på den egna sidan. Den som får sms får veta att det finns."


def numbers(said: Said) -> list[tuple[str, str]]:
    """Where whoever said it is rung: the number as it is dialled and as it is written."""
    return [(number, written(number)) for number in said.phones]


def late(said: Said) -> str:
    """That it should have been answered by now; "" where it need not."""
    if not said.waits or not is_overdue(said.said_at):
        return ""
    return f"Svaret lovades senast {day(answer_by(said.said_at))}."


def silent(said: Said) -> str:
    """Why whoever said it is not rung, and what to do instead; "" where it is rung, or has no number."""
    return {
        "no_consent": f"Samtycket gäller inte nu. Ring inte. Prata med {said.recipient} först.",
        "wrong_number": "Numret vi har är fel. Fråga efter det rätta.",
    }.get(said.silent, "")


def visit(start: datetime, end: datetime) -> str:
    """A visit in the list to choose from: Tisdag 24 november, mellan klockan 8 och 9."""
    return f"{large(day(clock.local_date(start)))}, {window_in_words(start, end)}"
