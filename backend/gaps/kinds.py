"""The kinds of gaps and their default tolerances: contract section 6."""

from __future__ import annotations

from schema.wire.gaps import FOUND, KINDS, SAID

__all__ = ["BY_WORKER", "FOUND", "KINDS", "MINUTES", "SAID", "TIME_CRITICAL_MINUTES"]

BY_WORKER = ("overlap", "impossible_travel")
"""Found over a worker's day; all others over a recipient's."""

MINUTES = {
    "not_started": 15,
    "late": 15,
    "early": 15,
    "short": 5,
    "long": 5,
    "single_staffed": 5,
    "no_check_out": 60,
    "overlap": 1,
    "impossible_travel": 2,
}
"""Default tolerances in minutes, of the kinds that have one."""

TIME_CRITICAL_MINUTES = {"late": 0, "not_started": 5}
"""Of time-critical visits, whatever the unit's own tolerances say."""
