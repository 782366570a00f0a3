"""What a manager reads, in Swedish: kinds, reasons, states, times. Pure."""

from __future__ import annotations

from datetime import date, datetime

from backend.gaps.board import Row
from backend.gaps.review import Step
from backend.gaps.seen import Entry, Seen
from clients.manager.gap_words import BAD, TAGS, TITLES, usual
from clients.ui.speech import clock_in_words, day_in_words, listed, moment_in_words, say_in, window_in_words
from schema import clock
from schema.phone import written

__all__ = ["BAD", "TAGS", "TITLES", "usual"]
"""What is read of kinds stands in a file of its own, and is asked for here."""
REASONS = {
    "absent": "Var inte hemma",
    "declined": "Avböjde besöket",
    "hospital": "På sjukhus",
    "cancelled_ahead": "Avbokat i förväg",
    "previous_visit_late": "Förra besöket drog ut",
    "alarm": "Larm",
    "staff_shortage": "Personalbrist",
    "locked_out": "Kom inte in",
    "forgot_to_register": "Glömde registrera",
    "technical": "Tekniskt fel",
    "time_not_enough": "Tiden räckte inte",
    "wrong_plan": "Planen var fel",
    "other": "Annat",
}
STATES = {"open": "Att förklara", "explained": "Förklarad", "closed": "Avslutad", "resolved": "Löst av sig själv"}
STEPS = {"explain": "Förklarad", "close": "Avslutad", "reopen": "Öppnad igen"}
STATUSES = {
    "planned": "Planerat", "in_progress": "Pågår", "done": "Klart", "missed": "Uteblivet", "cancelled": "Inställt",
    "absent": "Inte hemma", "declined": "Avböjt",
}  # fmt: skip
FACTS = {
    "check_in": "Inloggning", "check_out": "Utloggning", "arrived": "Framme", "absent": "Inte hemma",
    "declined": "Avböjt", "note": "Anteckning",
}  # fmt: skip
METHODS = {
    "qr": "kort", "nfc": "tagg", "phone": "telefon", "app": "app", "manual": "i efterhand", "api": "annat system",
    "import": "import",
}  # fmt: skip
TASKS = {
    "no_plan": "Ingen plan för i dag har kommit. Morgonens besked väntar.",
    "wrong_number": "Någon svarar att vi har fel telefonnummer. Rätta det i planeringssystemet.",
    "number_stopped": "Ett nummer vill inte ha sms längre. Fråga personen hur ni ska nå henne.",
    "fuse": "Ovanligt många besked väntar på att du ser efter om planen stämmer.",
    "budget_spent": "Budgeten för sms räcker inte. Listor med dagens besök hålls inne.",
    "budget_near": "Mer än fyra femtedelar av månadens budget för sms är använd.",
    "said_not_come": "Någon svarar på ett sms att ingen kom. Fråga hur det gick.",
    "shared_number": "Ett telefonnummer används av flera. Kontrollera vems det är.",
}
OF_NOTICES = ("fuse", "budget_spent", "budget_near")
"""Tasks that are done on the page of the unit's notices."""
FAULTS = {
    "reason_unknown": "Välj en orsak.",
    "text_missing": "Skriv några ord om vad som hände när du väljer Annat.",
    "measure_missing": "Skriv vilken åtgärd ni gjorde.",
    "effect_date_missing": "Välj ett datum då ni ser efter om åtgärden hjälpte.",
    "illegal_move": "Någon annan har redan hunnit ändra det här. Läs det som står nu.",
}
ROLES = {
    "worker": "medarbetare", "planner": "planerare", "manager": "chef", "head": "verksamhetschef",
    "admin": "systemförvaltare", "card": "kortet i hemmet", "api_key": "annat system", "service": "tjänsten",
    "recipient": "kundens egen enhet", "relative": "anhörig", "nobody": "någon utan inloggning",
    "auditor": "granskare", "system": "annat system", "phone": "gemensam telefon",
}  # fmt: skip
ACTIONS = {
    "read": "läste", "change": "ändrade", "print": "skrev ut", "export": "hämtade",
    "sign_in": "kopplade eller loggade in", "sign_out": "loggade ut", "refused": "nekades",
    "break_glass": "öppnade i en nödöppning",
}  # fmt: skip
SMS = {
    "none": "Inga sms", "times": "Tider", "names": "Tider och namn", "services": "Tider, namn och insats",
    None: "Kommunens nivå",
}  # fmt: skip


when = moment_in_words
window = window_in_words


def title(row: Row) -> str:
    """The heading of a row."""
    if row.shared:
        when = "eftermiddag" if _afternoon(row.first) else "förmiddag"
        return f"{_whose(row.first.worker or 'En medarbetare')} {when}: {len(row.entries)} besök försenade"
    return entry_title(row.first)


def entry_title(entry: Entry) -> str:
    """The heading of one gap."""
    return TITLES[entry.kind].format(who=entry.recipient)


def tag(row: Row) -> str:
    """The few words beside the heading."""
    if row.shared:
        low, high = min(one.minutes for one in row.entries), max(one.minutes for one in row.entries)
        return f"{low}–{high} min sent" if low != high else f"{low} min sent"
    return entry_tag(row.first)


def entry_tag(entry: Entry) -> str:
    """The few words beside one gap."""
    return TAGS[entry.kind].format(minutes=entry.minutes)


def saved(step: Step, gaps: int) -> str:
    """What was just done, and where it can be undone."""
    if step.step == "explain":
        rows = "Raden står" if gaps == 1 else "Raderna står"
        return f"Sparat: {REASONS[step.reason or 'other']}. {rows} nu under Förklarade. Blev det fel? Öppna igen där."
    return {"close": "Sparat. Avvikelsen är avslutad.", "reopen": "Avvikelsen är öppen igen."}[step.step]


def sentence(entry: Entry) -> str:
    """Plan and reality in words, for everybody and for screen readers."""
    return " ".join([*_plan_words(entry.seen), *_real_words(entry)])


def number(stored: str) -> str:
    """A telephone number as people write it."""
    return written(stored)


def to_call(entry: Entry) -> list[tuple[str, str]]:
    """Whom to ask, first the worker it concerns or else those who were to come, then herself: name and number."""
    seen = entry.seen
    staff = (
        [(entry.worker, entry.worker_phone)] if entry.worker else zip(seen.planned, seen.planned_phones, strict=False)
    )
    asked = [*staff, (entry.recipient, entry.recipient_phone or entry.landline)]
    return list(dict.fromkeys((name, number) for name, number in asked if name and number))


def _plan_words(seen: Seen) -> list[str]:
    if seen.window_start_at is None or seen.window_end_at is None:
        return ["Ingen hade planerat det."]
    words = [f"Skulle börja {window_in_words(seen.window_start_at, seen.window_end_at)}."]
    if seen.time_critical:
        words.append("Tidskritiskt.")
    words.append(
        f"Planerat för {listed(list(seen.planned), say_in('sv'))}."
        if seen.planned
        else "Ingen medarbetare var planerad."
    )
    return words


def _real_words(entry: Entry) -> list[str]:
    words = [f"{one.worker} {_from_to(one.began_at, one.left_at)}." for one in entry.seen.presences]
    words += [f"{FACTS[kind]} klockan {time(at)}." for kind, at in entry.seen.words]
    return words or ["Ingen har hört av sig."]


def _from_to(began: datetime | None, left: datetime | None) -> str:
    if began and left:
        return f"var där klockan {time(began)}–{time(left)}"
    if began:
        return f"kom klockan {time(began)} och är inte utloggad"
    return f"loggade ut klockan {time(left)}" if left else ""


def _whose(name: str) -> str:
    first = name.split(maxsplit=1)[0]
    return first if first.endswith(("s", "x", "z")) else first + "s"


def _afternoon(entry: Entry) -> bool:
    begins = entry.seen.window_start_at
    return begins is not None and clock.local(begins).hour >= 12


def time(instant: datetime) -> str:
    """A clock time as it is said: 9, 9.05."""
    return clock_in_words(instant, "sv")


def other_day(instant: datetime, on: date) -> str:
    """The local date of an instant in words, empty when it is the day `on`."""
    date_ = clock.local_date(instant)
    return "" if date_ == on else day(date_)


def day(on: date) -> str:
    """A date as it is said."""
    return day_in_words(on, "sv")
