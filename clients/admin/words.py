"""What the codes of the outbox are called to an administrator."""

from __future__ import annotations

from clients.ui.message_words import CHANNELS, KINDS, STATES, TONES, reason
from clients.ui.speech import date_in_words, moment_in_a_list

ROLES = {
    "worker": "medarbetare", "planner": "planerare", "manager": "enhetschef", "head": "verksamhetschef",
    "auditor": "granskare", "admin": "systemförvaltare",
}  # fmt: skip
MODES = {
    "console": "Inga sms lämnar huset (SMS_MODE=console). Texten visas här.",
    "allowlist": "Bara utvalda nummer får sms (SMS_MODE=allowlist).",
    "live": "Sms skickas på riktigt (SMS_MODE=live). Texten visas inte.",
}


day = date_in_words
moment = moment_in_a_list

__all__ = ["CHANNELS", "KINDS", "MODES", "ROLES", "STATES", "TONES", "day", "moment", "reason"]
