"""By which revision of the plan a visit is judged, so that moving the plan afterwards hides nothing."""

from __future__ import annotations

from backend.gaps.facts import Plan, Visit
from backend.linking import in_force


def judged(visit: Visit) -> Plan:
    """The revision in force at the earlier of the first check-in and its own window_end (contract section 6)."""
    came_at = min((stay.check_in.at for stay in visit.stays if stay.check_in), default=None)
    return in_force(visit.revisions, came_at)
