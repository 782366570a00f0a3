"""How often a visit changed for a reader: counted anew from its history each time, never fewer with more of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.cards.facts import NAMES, SERVICES, TIMES
from backend.cards.stood import Eyes, Planned, Revision, views

DAWN = datetime(2026, 11, 24, 5, tzinfo=UTC)
NURSING = 9


def plan(hour: int = 8, workers: tuple[int, ...] = (1,), services: tuple[int, ...] = (1,)) -> Planned:
    begins = DAWN + timedelta(hours=hour)
    return Planned(date(2026, 11, 24), begins, begins + timedelta(hours=1), 30, False, workers, services)


@st.composite
def histories(draw) -> list[Revision]:
    """Revisions an hour apart, some taken back later."""
    count = draw(st.integers(1, 6))
    found = []
    for number in range(1, count + 1):
        published = DAWN + timedelta(hours=number)
        undone = draw(st.none() | st.integers(1, 9))
        said = plan(
            draw(st.integers(8, 9)),
            (draw(st.integers(1, 2)),),
            tuple(draw(st.sets(st.sampled_from([1, NURSING]), min_size=1))),
        )
        found.append(
            Revision(number, published, published + timedelta(hours=undone, minutes=number) if undone else None, said)
        )
    return found


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from([TIMES, NAMES, SERVICES]), st.booleans())
def test_more_history_never_counts_fewer_changes(revisions, level, of_another):
    eyes, counted = Eyes(level, of_another, frozenset({NURSING})), []
    instants = sorted({at for one in revisions for at in (one.published_at, one.undone_at) if at})
    before = None
    for now in instants:
        known = [
            one._replace(undone_at=one.undone_at if one.undone_at and one.undone_at <= now else None)
            for one in revisions if one.published_at <= now
        ]  # fmt: skip
        seen = views(known, eyes)
        shown = seen[-1].plan if seen else None
        if counted and shown != before:
            assert len(seen) > counted[-1], "what a reader sees differs: it counts as a change"
        if counted:
            assert len(seen) >= counted[-1]
        counted.append(len(seen))
        before = shown
    assert all(NURSING not in view.plan.services for view in views(revisions, eyes) if view.plan)


def test_what_a_reader_may_not_know_of_counts_for_nothing_to_her():
    steps = [plan(), plan(workers=(2,)), plan(workers=(2,), services=(1, NURSING)), plan(hour=9, workers=(2,))]
    revisions = [Revision(n, DAWN + timedelta(hours=n), None, one) for n, one in enumerate(steps, 1)]
    kept_back = frozenset({NURSING})
    counts = [len(views(revisions, Eyes(level, True, kept_back))) - 1 for level in (TIMES, NAMES, SERVICES)]
    assert counts == [1, 2, 2]
    hidden = [one._replace(plan=plan(services=(NURSING,))) for one in revisions]
    assert views(hidden, Eyes(SERVICES, True, kept_back)) == []
    assert len(views(hidden, Eyes(SERVICES, False, kept_back))) == 1
