"""What a checker reads, in Swedish: roles, actions, what was looked at, verdicts. Pure."""

from __future__ import annotations

from typing import Any

from backend.followup.accesses import Access
from clients.ui.speech import dates_in_words, moment_in_a_list
from clients.ui.trail_words import where, why
from schema import clock

ROLES = {
    "worker": "medarbetare", "planner": "planerare", "manager": "enhetschef", "head": "verksamhetschef",
    "auditor": "granskare", "admin": "systemförvaltare", "card": "kortet i hemmet", "system": "annat system",
    "recipient": "egen enhet", "relative": "anhörig", "service": "tjänsten själv", "nobody": "inte inloggad",
    "phone": "gemensam telefon",
}  # fmt: skip
ACTIONS = {
    "read": "läste", "print": "skrev ut", "export": "exporterade", "change": "ändrade", "sign_in": "loggade in",
    "sign_out": "loggade ut", "refused": "nekades", "break_glass": "nödöppnade",
}  # fmt: skip
VERDICTS = (("in_order", "Utan anmärkning"), ("asked", "Frågad, får följas upp"), ("misuse", "Obehörig åtkomst"))
SAID = dict(VERDICTS)
AT_THE_DOOR = ("sign_in", "sign_out", "refused", "break_glass")
"""What is done at a door and not on a page."""
KINDS = {
    "not_started": "inte påbörjat", "late": "sent", "early": "tidigt", "missed": "uteblivet", "merged": "sammanslaget",
    "short": "kort", "long": "långt", "very_short": "mycket kort", "unplanned": "oplanerat",
    "wrong_worker": "annan medarbetare", "single_staffed": "ensam där två behövs", "no_check_out": "ingen utloggning",
    "no_check_in": "ingen inloggning", "overlap": "i två hem samtidigt", "impossible_travel": "för kort restid",
    "extra_event": "fler tryck", "manual": "registrerat i efterhand", "wrong_card": "ett annat hems kort",
    "plan_shortened": "planen kortad",
    "said_not_come": "sagt: ingen kom", "said_wrong_person": "sagt: fel person", "said_too_short": "sagt: för kort",
    "said_other": "sagt: annat",
}  # fmt: skip
COLUMNS = ("Rad", "När", "Vem", "Roll", "Gjorde", "Var", "Person", "Enhet", "Avvikelse", "Skäl")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


dates = dates_in_words
moment = moment_in_a_list


def who(row: Access) -> str:
    """Who it was, as far as it is known."""
    return row.who or ROLES.get(row.role, row.role).capitalize()


def what(row: Access) -> str:
    """What was done and where: "läste: en persons sida"."""
    did = ACTIONS.get(row.action, row.action)
    return did if row.action in AT_THE_DOOR else f"{did}: {where(row.what)}"


def reason(row: Access) -> str:
    """Why: what was written, or the gap under review."""
    if row.reason:
        return why(row.reason)
    return f"avvikelse {row.gap_id}" if row.gap_id else ""


def cells(row: Access) -> list[Any]:
    """A row of the exported file."""
    return [row.id, f"{clock.local(row.at):%Y-%m-%d %H:%M:%S}", who(row), ROLES.get(row.role, row.role),
            ACTIONS.get(row.action, row.action), where(row.what), row.number, row.unit, row.gap_id,
            why(row.reason) if row.reason else None]  # fmt: skip


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
