"""By which revision of the plan a visit is judged, so that moving the plan afterwards hides nothing."""

from __future__ import annotations

from backend.gaps.facts import Plan, Visit


def judged(visit: Visit) -> Plan:
    """The revision in force at the earlier of the first check-in and its own window_end (contract section 6).

    The first one, if all others came later.
    """
    came = min((stay.check_in.at for stay in visit.stays if stay.check_in), default=None)
    current, *later = visit.revisions
    for plan in later:
        end = current.window_end_at if came is None else min(came, current.window_end_at)
        if plan.published_at is None or plan.published_at > end:
            break
        current = plan
    return current
