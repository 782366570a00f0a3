"""The states of a gap and the legal moves between them. Pure."""

from __future__ import annotations

from datetime import date

from schema.wire.facts import REASONS

MOVES: dict[str, dict[str, str]] = {
    "open": {"explain": "explained"},
    "explained": {"explain": "explained", "close": "closed", "reopen": "open"},
    "closed": {"reopen": "open"},
    "resolved": {},
}
"""State → step → next state. `resolved` comes and goes by itself, with the facts."""


class NotAllowed(ValueError):
    """A step that cannot be taken; `code` says why."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


def check_move(state: str, step: str) -> str:
    """The next state. Raises NotAllowed("illegal_move")."""
    if step not in MOVES[state]:
        raise NotAllowed("illegal_move")
    return MOVES[state][step]


def check_content(step: str, reason: str | None, text: str | None, measure: str | None, effect_on: date | None) -> None:
    """What a step must say. Raises NotAllowed with a code for what is missing or unknown."""
    if step == "explain" and reason not in REASONS:
        raise NotAllowed("reason_unknown")
    if step == "explain" and reason == "other" and not (text or "").strip():
        raise NotAllowed("text_missing")
    if step == "close" and not (measure or "").strip():
        raise NotAllowed("measure_missing")
    if step == "close" and effect_on is None:
        raise NotAllowed("effect_date_missing")
