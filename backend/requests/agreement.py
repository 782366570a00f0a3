"""Whether the plan says what was granted here: it agrees, has yet to say anything, or contradicts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.declining import DECLINE

AGREES, WAITS, CONTRADICTS = "agrees", "waits", "contradicts"


@dataclass(frozen=True)
class Grant:
    """What was granted: to be without a visit, or that it begins between two instants (both in), and since when."""

    kind: str
    at: datetime
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True)
class Said:
    """One revision of the visit, taken back or not."""

    number: int
    published_at: datetime
    start_at: datetime
    cancelled: bool


def agreement(grant: Grant, said: Sequence[Said], in_force: int) -> str:
    """How the plan stands to a grant. `in_force`: the number of the revision in force, 0 where all are taken back.

    A plan that has not spoken since contradicts nothing. It contradicts by a revision that came after the grant, and
    by one before it once a later one that agreed is taken back.
    """
    current = next((one for one in said if one.number == in_force), None)
    if current is None:
        return WAITS
    if agrees(grant, current.start_at, cancelled=current.cancelled):
        return AGREES
    later = [one for one in said if one.published_at > grant.at]
    return (
        CONTRADICTS
        if current in later or any(agrees(grant, one.start_at, cancelled=one.cancelled) for one in later)
        else WAITS
    )


def agrees(grant: Grant, start_at: datetime, *, cancelled: bool) -> bool:
    """Whether a visit that begins at an instant, or is cancelled, is as was asked."""
    if grant.kind == DECLINE:
        return cancelled
    within = grant.from_at is not None and grant.until_at is not None and grant.from_at <= start_at <= grant.until_at
    return within and not cancelled
