"""What a checker reads, in Swedish: roles, actions, what was looked at, verdicts. Pure."""

from __future__ import annotations

from typing import Any

from backend.followup.accesses import Access
from clients.ui.speech import day_in_words
from schema import clock

ROLES = {
    "worker": "medarbetare", "planner": "planerare", "manager": "enhetschef", "head": "verksamhetschef",
    "auditor": "granskare", "admin": "systemförvaltare", "card": "kortet i hemmet", "system": "annat system",
    "recipient": "egen enhet", "relative": "anhörig", "service": "tjänsten själv", "nobody": "inte inloggad",
}  # fmt: skip
ACTIONS = {
    "read": "läste", "print": "skrev ut", "export": "exporterade", "change": "ändrade", "sign_in": "loggade in",
    "sign_out": "loggade ut", "refused": "nekades", "break_glass": "nödöppnade",
}  # fmt: skip
VERDICTS = (("in_order", "Utan anmärkning"), ("asked", "Frågad, får följas upp"), ("misuse", "Obehörig åtkomst"))
SAID = dict(VERDICTS)
REASONS = {
    "log_check": "loggkontroll", "break_glass": "nödöppning utan träff", "handler": "handläggare utan träff",
    "break_glass_too_many": "för många nödöppningar", "case": "ärende utan träff", "password": "lösenord",
    "password and factor": "lösenord och andra steg", "passkey and factor": "nyckel", "pin": "PIN", "idle": "vilade",
    "oidc": "kommunens inloggning", "signed_out": "själv", "roles_changed": "ändrade roller", "age": "för länge",
    "password_wrong": "fel lösenord", "handler_named": "utsåg handläggare", "handler_ended": "avslutade handläggare",
    "card_of_another_unit": "kortet i ett hem utanför egna enheten", "card_wrong": "fel kort",
}  # fmt: skip
AT_THE_DOOR = ("sign_in", "sign_out", "refused", "break_glass")
"""What is done at a door and not on a page."""
WHAT = {
    "manager.today": "listan", "manager.gap": "en avvikelse", "manager.explain": "en avvikelse",
    "manager_person.person": "en persons sida", "manager_person.card": "ett kort", "manager_case.case": "ett ärende",
    "manager_opening.open_up": "nödöppning", "manager_logcheck.page": "loggkontrollen", "worker.day": "dagens besök",
    "worker.visit": "ett besök", "worker.register": "ett besök", "recipient.card": "kortet", "cards print": "kort",
    "planner.one": "en import", "planner.preview": "en import", "api.get_visits": "besök", "api.get_gaps": "avvikelser",
    "admin.outbox": "utkorgen",
}  # fmt: skip
KINDS = {
    "not_started": "inte påbörjat", "late": "sent", "early": "tidigt", "missed": "uteblivet", "merged": "sammanslaget",
    "short": "kort", "long": "långt", "very_short": "mycket kort", "unplanned": "oplanerat",
    "wrong_worker": "annan medarbetare", "single_staffed": "ensam där två behövs", "no_check_out": "ingen utloggning",
    "no_check_in": "ingen inloggning", "overlap": "i två hem samtidigt", "impossible_travel": "för kort restid",
    "extra_event": "fler tryck", "manual": "registrerat i efterhand", "wrong_card": "ett annat hems kort",
    "plan_shortened": "planen kortad",
}  # fmt: skip
COLUMNS = ("id", "at", "who", "role", "action", "what", "person", "unit", "gap", "reason")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def who(row: Access) -> str:
    """Who it was, as far as it is known."""
    return row.who or ROLES.get(row.role, row.role).capitalize()


def what(row: Access) -> str:
    """What was done and where: "läste: en persons sida"; a page without a word of its own by its name."""
    did = ACTIONS.get(row.action, row.action)
    return did if row.action in AT_THE_DOOR else f"{did}: {WHAT.get(row.what, row.what)}"


def reason(row: Access) -> str:
    """Why: what was written, or the gap under review."""
    if row.reason:
        return REASONS.get(row.reason, row.reason)
    return f"avvikelse {row.gap_id}" if row.gap_id else ""


def moment(at: Any) -> str:
    """Day and time: 24 nov 09:05."""
    local = clock.local(at)
    return f"{local.day}/{local.month} {local:%H:%M}"


def day(at: Any) -> str:
    """A local date in words."""
    return day_in_words(at, "sv")


def cells(row: Access) -> list[Any]:
    """A row of the exported file."""
    return [row.id, row.at.isoformat(), row.who, row.role, row.action, row.what, row.number, row.unit, row.gap_id,
            row.reason]  # fmt: skip


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
