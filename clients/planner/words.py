"""What the planner reads, in Swedish."""

from __future__ import annotations

from backend.planning.change_lines import ChangeLine, Side
from schema import clock

TABLES = {
    "units": "Enheter", "services": "Insatser", "workers": "Medarbetare", "recipients": "Omsorgstagare",
    "relatives": "Anhöriga", "decisions": "Beslut", "absences": "Frånvaro", "visits": "Besök",
    "executions": "Utförda besök", "package": "Paketet", "mapping": "Mappningsfilen",
}  # fmt: skip
TASKS = {
    "no_plan": "Ingen plan för i dag har kommit. Morgonens sms väntar.",
    "wrong_number": "Någon svarar att vi har fel telefonnummer. Rätta det i planeringssystemet.",
    "number_stopped": "Ett nummer vill inte ha sms längre. Fråga personen hur ni ska nå henne.",
    "shared_number": "Två personer har samma telefonnummer. Är det rätt nummer på rätt person?",
}


def change(line: ChangeLine) -> str:
    """One change in one sentence."""
    kinds = set(line.kinds)
    if "added" in kinds:
        return f"Nytt besök {_window(line.now)}: {_services(line.now)}."
    if "cancelled" in kinds:
        return f"Besöket {_window(line.now)} ställs in."
    if "restored" in kinds:
        return f"Besöket {_window(line.now)} blir av igen."
    was = line.was or line.now
    parts = []
    if "time" in kinds:
        parts.append(f"Besöket {_window(was)} flyttas till {_window(line.now)}")
    if "workers" in kinds:
        parts.append(f"{_people(was)} blir {_people(line.now)}")
    if "services" in kinds:
        parts.append(f"{_services(was)} blir {_services(line.now)}")
    if "duration" in kinds:
        parts.append(f"{was.minutes} minuter blir {line.now.minutes}")
    told = "; ".join(parts)
    place = "" if "time" in kinds else f"Besöket {_window(line.now)}: "
    return f"{place}{told}."


def against(number: int) -> str:
    """That the plan in force now says otherwise than what was granted to people."""
    many = "ett önskemål som ni har sagt ja till" if number == 1 else f"{number} önskemål som ni har sagt ja till"
    return f"Planen säger nu emot {many}. Titta under Önskemål om besök."


def _window(side: Side) -> str:
    start, end = clock.local(side.window_start_at), clock.local(side.window_end_at)
    return f"kl. {start:%H.%M}–{end:%H.%M}"


def _people(side: Side) -> str:
    return " och ".join(side.workers) or "ingen medarbetare"


def _services(side: Side) -> str:
    return ", ".join(side.services)
