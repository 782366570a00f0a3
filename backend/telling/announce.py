"""Announcements become messages: gathered by reader, decided by the rules, worded, written. One transaction a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace

from sqlalchemy import select, update

from backend.access.unit_of_work import committed
from backend.telling import fuse
from backend.telling.by_way import NOTHING, Outside
from backend.telling.composed import Composed, Page
from notifications import drafts
from notifications.drafts import Draft
from schema import clock
from schema.db import db
from schema.tables import Announcement

PAGE = 200


def announce(municipality: str, outside: Outside = NOTHING) -> dict[str, int]:
    """Decide all announcements that are ready. Counts: `announced`, `written` (messages, the held ones too)."""
    counts = Counter[str](announced=0, written=0)
    with committed():
        blown = fuse.weigh(municipality)
    more = True
    while more:
        with committed():
            taken = _take()
            more = bool(taken)
            if taken:
                counts["announced"] += len(taken)
                counts["written"] += _write(Page(municipality, outside), taken, blown)
    return dict(counts)


def _take() -> list[Announcement]:
    """The announcements of the recipients of whom one is ready, now ours: all that is undecided about them.

    A second worker waits for the first here, and finds them decided.
    """
    now = clock.now()
    ready = select(Announcement.recipient_id).where(Announcement.decided_at.is_(None), Announcement.ready_at <= now)
    whose = set(db.session.scalars(ready.order_by(Announcement.ready_at, Announcement.id).limit(PAGE)))
    taken = (
        update(Announcement)
        .where(Announcement.recipient_id.in_(sorted(whose)), Announcement.decided_at.is_(None))
        .values(decided_at=now)
        .returning(Announcement)
        .execution_options(synchronize_session=False)
    )
    return sorted(db.session.scalars(taken), key=lambda row: row.id) if whose else []


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
    _note(rows, told, held - told)
    return drafts.write(made)


def _fused(one: Composed, blown: Set[fuse.Part], released: Set[int]) -> Draft:
    """The message as it is to be written: held where its run has blown, anew where the manager has let it go."""
    if one.announcements & released:
        return replace(one.draft, dedupe_key=f"{one.draft.dedupe_key}:{fuse.RELEASED}")
    return replace(one.draft, held=fuse.FUSE) if one.of & blown and one.draft.held is None else one.draft


def _note(rows: Sequence[Announcement], told: Set[int], held: Set[int]) -> None:
    silent = {row.id for row in rows} - told - held
    for outcome, ids in (("told", told), (fuse.FUSE, held), ("nobody", silent)):
        put = update(Announcement).where(Announcement.id.in_(ids)).values(outcome=outcome)
        db.session.execute(put, execution_options={"synchronize_session": False})
