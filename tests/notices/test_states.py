"""A message's life: whatever is tried, only the moves of the design happen."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.states import LEGAL, State, sources

DIAGRAM = {
    ("queued", "sending"), ("queued", "sent"), ("queued", "expired"), ("queued", "suppressed"),
    ("sending", "sent"), ("sending", "failed"), ("sending", "queued"), ("sending", "unknown"),
    ("sending", "suppressed"),
    ("unknown", "sent"), ("unknown", "queued"), ("unknown", "expired"), ("unknown", "suppressed"),
    ("sent", "delivered"), ("sent", "undelivered"), ("undelivered", "delivered"),
}  # fmt: skip


@pytest.mark.parametrize("here", State)
@pytest.mark.parametrize("there", State)
def test_only_the_moves_of_the_diagram(here: State, there: State) -> None:
    assert (here in sources(there)) is ((here.value, there.value) in DIAGRAM)


@given(st.lists(st.sampled_from(State), max_size=40))
def test_any_order_of_moves(tries: list[State]) -> None:
    here, seen = State.QUEUED, [State.QUEUED]
    for there in tries:
        if here in sources(there):
            here = there
            seen.append(here)
    assert all((one.value, other.value) in DIAGRAM for one, other in pairwise(seen))
    final = next((place for place, state in enumerate(seen) if not LEGAL[state]), len(seen) - 1)
    assert final == len(seen) - 1
    if State.SENT in seen:
        assert State.SENDING not in seen[seen.index(State.SENT) :]
