"""Which facts stand, once corrections are taken into account. Pure."""

from __future__ import annotations

from collections.abc import Iterable


def superseded(corrections: Iterable[tuple[int, int]]) -> set[int]:
    """The ids of facts that no longer stand, given (id, corrected id) of every correction that is not void.

    A correction takes the place of what it corrects; of several corrections of one fact the last received stands. A
    correcting `note` takes a fact's place without being one: that is how a fact is taken back.
    """
    gone: set[int] = set()
    last: dict[int, int] = {}
    for fact_id, corrected_id in sorted(corrections):
        gone.add(corrected_id)
        if corrected_id in last:
            gone.add(last[corrected_id])
        last[corrected_id] = fact_id
    return gone
