"""What a manager reads of whether and for how much her unit's notices go out, in Swedish. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from backend.telling.doubtful import FAULTS, Doubtful
from clients.ui.message_words import KINDS
from clients.ui.speech import large
from notifications.policy import Level
from schema import languages

WRONG = {
    "closed": "Någon har svarat FEL från numret", "foreign": "Utländskt nummer",
    "landline": "Fast telefon, tar inte emot sms", "shared": "Flera personer har samma nummer",
    "unconfirmed": "Aldrig bekräftat",
}  # fmt: skip
ALARMS = {
    "delay": ("Försening", "besöket började ändå inom en kvart från sitt tidsfönster"),
    "not_come": ("Ingen har hörts av", "någon hade redan kommit"),
    "missed": ("Uteblivet besök", "någon hade redan kommit"),
    "alert": ("Larm till jouren", "någon hade redan kommit"),
}  # fmt: skip
"""Kind → what was told, and how it was when it was not so."""
LEVELS = {"times": "Tider", "names": "Tider och namn", "services": "Tider, namn och insats"}
ENCODINGS = {"GSM-7": "vanliga sms-tecken (GSM-7)", "UCS-2": "utökade tecken (UCS-2)"}
SAID = {
    "shadow": "Provläget är på. Ingenting skickas från enheten nu. Blev det fel? Tryck Ångra.",
    "on": "Beskeden skickas nu på riktigt, med början från nästa. Blev det fel? Tryck Ångra.",
    "budget": "Budgeten är sparad. Blev det fel? Tryck Ångra.",
    "same": "Det stod redan så.",
    "undone": "Ångrat. Nu gäller det som gällde förut.",
    "nothing_to_undo": "Det finns inget att ångra.",
    "release": "De besked som fortfarande stämmer skickas nu.",
    "let_go": "Beskeden skickas inte.",
    "nothing_held": "Det fanns inget som väntade, eller så hann tiden gå ut.",
    "not_a_number": "Skriv ett helt antal sms-delar, till exempel 500, eller lämna fältet tomt.",
}  # fmt: skip


def kind(code: str) -> str:
    """What a kind of message is called, at the beginning of a line."""
    return large(KINDS.get(code, "meddelande"))


def language(code: str) -> str:
    """What a language is called."""
    return large(languages.CALLED.get(code, code))


def kronor(segments: int, price: float) -> str:
    """What so many segments cost: "1 234,50 kr"."""
    return f"{segments * price:,.2f} kr".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


def price(each: float) -> str:
    """The price of one: "0,45 kr"."""
    return f"{each:.4f}".rstrip("0").ljust(4, "0").replace(".", ",") + " kr" if each else "0 kr"


def whole(number: int) -> str:
    """A number as it is read: "1 234"."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def parts(segments: int) -> str:
    """So many segments: "1 sms-del", "3 sms-delar"."""
    return f"{whole(segments)} {'sms-del' if segments == 1 else 'sms-delar'}"


def people(number: int) -> str:
    """So many people: "1 person", "56 personer"."""
    return f"{whole(number)} {'person' if number == 1 else 'personer'}"


def by_fault(numbers: Iterable[Doubtful]) -> list[tuple[str, int]]:
    """How many numbers have each fault, in words."""
    counts = Counter(fault for one in numbers for fault in one.faults)
    return [(WRONG[fault], counts[fault]) for fault in FAULTS if counts[fault]]


def level(word: str | None) -> Level:
    """The level that was asked for; the lowest that says something unless it is one."""
    return Level.of(word) if word in LEVELS else Level.TIMES
