"""The seam by which what is written wakes who carries it on, in the same transaction (design.md, "Two sizes")."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app

NAME = "wake"
Wake = Callable[[str], None]


def soon(job: str) -> None:
    """Let a job of the timetable run as soon as this transaction is committed; where no engine can, at its next tick.

    What is rolled back wakes nobody.
    """
    wake: Wake | None = current_app.extensions.get(NAME)
    if wake is not None:
        wake(job)
