"""Announcements become messages: gathered by reader, decided by the rules, worded, written. One transaction a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update

from backend.access.unit_of_work import apart
from backend.telling import fuse
from backend.telling.by_way import NOTHING, Outside
from backend.telling.composed import Composed, Page
from notifications import drafts
from notifications.drafts import Draft
from schema import clock
from schema.db import db
from schema.tables import Announcement

PAGE = 200
FAULT = "fault"
"""What came of an announcement that could not be composed: the log says where."""


def announce(municipality: str, outside: Outside = NOTHING) -> dict[str, int]:
    """Decide all announcements that are ready. Counts: `announced`, `written` (messages, the held ones too)."""
    counts = Counter[str](announced=0, written=0)
    blown = set[fuse.Part]()

    def weigh(_: Sequence[str]) -> dict[str, int]:
        blown.update(fuse.weigh(municipality))
        return {}

    apart([municipality], weigh)  # what cannot be weighed is met by whoever composes it

    def decide(some: Sequence[int]) -> dict[str, int]:
        taken = _take(some)
        return {"announced": len(taken), "written": _write(Page(municipality, outside), taken, blown)}

    while whose := _ready():
        counts.update(apart(whose, decide, _give_up))
    return dict(counts)


def _ready() -> list[int]:
    """Recipients of whom something is to be told now, those who wait longest first."""
    ready = select(Announcement.recipient_id).where(
        Announcement.decided_at.is_(None), Announcement.ready_at <= clock.now()
    )  # fmt: skip
    return sorted(set(db.session.scalars(ready.order_by(Announcement.ready_at, Announcement.id).limit(PAGE))))


def _take(whose: Sequence[int]) -> list[Announcement]:
    """The announcements of some recipients, now ours: all that is undecided about them.

    A second worker waits for the first here, and finds them decided.
    """
    taken = (
        update(Announcement)
        .where(Announcement.recipient_id.in_(whose), Announcement.decided_at.is_(None))
        .values(decided_at=clock.now())
        .returning(Announcement)
        .execution_options(synchronize_session=False)
    )
    return sorted(db.session.scalars(taken), key=lambda row: row.id)


def _give_up(recipient_id: int) -> None:
    """What cannot be told of one recipient is put aside, and not tried at each tick."""
    _note(_take([recipient_id]), FAULT)


def _write(page: Page, rows: Sequence[Announcement], blown: Set[fuse.Part]) -> int:
    """Write the messages of some announcements, and on each row what came of it; how many messages."""
    released = {row.id for row in rows if row.outcome == fuse.RELEASED}
    told, held, made = set[int](), set[int](), list[Draft]()
    for one in page.compose(rows):
        draft = _fused(one, blown, released)
        made.append(draft)
        if draft.held is None:
            told |= one.announcements
        elif draft.held == fuse.FUSE:
            held |= one.announcements
    _note(rows, "nobody", ("told", told), (fuse.FUSE, held - told))
    _put_off(page.waiting)
    return drafts.write(made)


def _put_off(waiting: Mapping[int, datetime]) -> None:
    """Let some be decided anew when the night is over."""
    for at in sorted(set(waiting.values())):
        ids = [one for one, when in waiting.items() if when == at]
        put = update(Announcement).where(Announcement.id.in_(ids)).values(decided_at=None, outcome=None, ready_at=at)
        db.session.execute(put, execution_options={"synchronize_session": False})


def _fused(one: Composed, blown: Set[fuse.Part], released: Set[int]) -> Draft:
    """The message as it is to be written: held where its run has blown, anew where the manager has let it go."""
    if one.announcements & released:
        return replace(one.draft, dedupe_key=f"{one.draft.dedupe_key}:{fuse.RELEASED}")
    return replace(one.draft, held=fuse.FUSE) if one.of & blown and one.draft.held is None else one.draft


def _note(rows: Sequence[Announcement], rest: str, *outcomes: tuple[str, Set[int]]) -> None:
    """Write on each row what came of it; `rest` on those that none of the outcomes names."""
    named = {one for _, ids in outcomes for one in ids}
    for outcome, ids in (*outcomes, (rest, {row.id for row in rows} - named)):
        put = update(Announcement).where(Announcement.id.in_(sorted(ids))).values(outcome=outcome)
        db.session.execute(put, execution_options={"synchronize_session": False})
