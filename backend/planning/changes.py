"""What differs between two revisions of a visit, in the words of `visit_change.kind`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody may have been told of a visit."""

    start: datetime
    end: datetime
    duration: int
    services: str
    workers: str
    cancelled: bool


def kinds(was: Told, now: Told) -> str:
    """Which of workers, time, services, duration, cancelled, restored it is; "" when nobody need be told."""
    found = []
    if set(was.workers.split(",")) != set(now.workers.split(",")):
        found.append("workers")
    if (was.start, was.end) != (now.start, now.end):
        found.append("time")
    if set(was.services.split(",")) != set(now.services.split(",")):
        found.append("services")
    if was.duration != now.duration:
        found.append("duration")
    if was.cancelled != now.cancelled:
        found.append("cancelled" if now.cancelled else "restored")
    elif now.cancelled:
        return ""  # nobody comes, before or after
    return ",".join(found)
