"""Our own number of a message, as the address of a hook carries it."""

from __future__ import annotations

from flask import request

from backend.access.discretion import HIGHEST_ID


def message_id() -> int | None:
    """The number; None for anything that cannot be one."""
    told = request.args.get("message", "")
    known = told.isascii() and told.isdigit() and len(told) < 20 and int(told) <= HIGHEST_ID
    return int(told) if known else None
