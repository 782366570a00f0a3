"""The fuse: a run that would write far more of a kind than a unit is used to is held until its manager has looked.

No function commits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, tuple_, update

from backend.access.scope import Scope
from backend.telling.composed import Page
from notifications.events import Kind
from notifications.going import FUSE_LEAST, FUSE_LOOKS_BACK, blows
from notifications.states import State
from schema import clock, wake
from schema.db import db, insert_new
from schema.tables import Announcement, Message, Task, Visit, VisitChange

FUSE = "fuse"
"""Why a message is held, the kind of the task, and what came of the announcement."""
RELEASED, LET_GO = "released", "let_go"
"""What the manager decided of announcements that were held."""
MOST_READERS = 5
"""A recipient with relatives: fewer people than `FUSE_LEAST` by this cannot make a run that blows."""
AT_ONCE = 300
ONE_RUN = timedelta(minutes=2)
"""A run takes seconds; what is held within this time of each other is of one."""
Part = tuple[int, Kind]
"""A unit and a kind."""
_LEAVE = {"synchronize_session": False}


@dataclass(frozen=True)
class Held:
    """What waits for the manager, of one kind: about how many people, since when, and until when it is worth it."""

    kind: str
    people: int
    since: datetime
    until: datetime


def weigh(municipality: str) -> frozenset[Part]:
    """The parts of the run about to be made that are too large. Their managers are asked, once a run."""
    going_on, suspects = _going_on(), _suspects()
    if not suspects:
        return going_on
    rows, usual = _ready(suspects), {part: list(_by_day(part)) for part in suspects}
    counts, blown = Counter[Part](), set[Part]()
    for some in _by_people(rows):
        for one in Page(municipality).compose(some):
            if one.draft.held is None:
                counts.update(one.of & suspects)
        blown = {part for part in suspects if blows(counts[part], usual[part])}
        if blown == suspects:
            break  # more of it changes nothing
    _ask({unit_id for unit_id, _ in blown}, rows)
    return going_on | blown


def _by_people(rows: Sequence[Announcement]) -> Iterator[list[Announcement]]:
    """The rows in parts of some hundred people each: what is asked about them has to fit in one question."""
    people: dict[int, list[Announcement]] = {}
    for row in rows:
        people.setdefault(row.recipient_id, []).append(row)
    each = list(people.values())
    for start in range(0, len(each), AT_ONCE):
        yield [row for some in each[start : start + AT_ONCE] for row in some]


def waiting(scope: Scope, unit_id: int) -> list[Held]:
    """What is held of a unit of the scope, and is still worth sending."""
    query = (
        select(
            Announcement.kind, func.count(Announcement.recipient_id.distinct()), func.min(Announcement.arose_at),
            func.max(Announcement.expires_at),
        )
        .where(*_held(scope, unit_id), Announcement.expires_at > clock.now())
        .group_by(Announcement.kind)
        .order_by(Announcement.kind)
    )  # fmt: skip
    return [Held(*row) for row in db.session.execute(query)]


def release(scope: Scope, unit_id: int) -> int:
    """Let what is held of a unit of the scope be told, as far as it still holds; how many people it may concern."""
    rows = db.session.scalars(select(Announcement).where(*_held(scope, unit_id))).all()
    fresh = {row.id for row in rows if row.expires_at > clock.now()} - _overtaken(rows)
    again = update(Announcement).where(Announcement.id.in_(sorted(fresh)), Announcement.outcome == FUSE)
    again = again.values(outcome=RELEASED, decided_at=None, ready_at=clock.now())
    db.session.execute(again, execution_options=_LEAVE)
    let_go(scope, unit_id)
    wake.soon("announce")
    return len({row.recipient_id for row in rows if row.id in fresh})


def let_go(scope: Scope, unit_id: int) -> int:
    """Let what is held of a unit of the scope never be told; how many announcements."""
    gone = update(Announcement).where(*_held(scope, unit_id)).values(outcome=LET_GO)
    result = db.session.execute(gone, execution_options=_LEAVE)
    many = result.rowcount  # type: ignore[attr-defined]  # an update has a rowcount
    asked = update(Task).where(
        Task.unit_id == unit_id, scope.units(Task.unit_id), Task.kind == FUSE, Task.settled_at.is_(None)
    )
    done = asked.values(settled_at=clock.now(), settled_by_user_id=scope.user_id)
    db.session.execute(done, execution_options=_LEAVE)
    return int(many)


def _held(scope: Scope, unit_id: int) -> tuple[Any, ...]:
    return Announcement.unit_id == unit_id, scope.units(Announcement.unit_id), Announcement.outcome == FUSE


def _going_on() -> frozenset[Part]:
    """What is being held just now, by another worker or one that was killed: what is left of its run is held too."""
    since = clock.now() - ONE_RUN
    query = select(Message.unit_id, Message.kind).where(
        Message.state == State.SUPPRESSED, Message.due_at > since, Message.created_at > since, Message.reason == FUSE
    )
    rows = db.session.execute(query.distinct())
    return frozenset((unit_id, Kind(kind)) for unit_id, kind in rows if unit_id is not None)


def _suspects() -> frozenset[Part]:
    """The units and kinds of which so much is ready that it may be too much."""
    people = func.count(Announcement.recipient_id.distinct())
    query = (
        select(Announcement.unit_id, Announcement.kind)
        .where(*_undecided(), Announcement.ready_at <= clock.now())
        .group_by(Announcement.unit_id, Announcement.kind)
        .having(people > FUSE_LEAST // MOST_READERS)
    )
    return frozenset((unit_id, Kind(kind)) for unit_id, kind in db.session.execute(query))


def _undecided() -> tuple[Any, ...]:
    """What nobody has decided yet, neither the rules nor a manager."""
    return Announcement.decided_at.is_(None), or_(Announcement.outcome.is_(None), Announcement.outcome != RELEASED)


def _ready(parts: Collection[Part]) -> Sequence[Announcement]:
    """The rows of these parts, as the run will gather them: all of whoever has one that is ready."""
    whose = select(Announcement.recipient_id).where(*_undecided(), Announcement.ready_at <= clock.now())
    query = select(Announcement).where(
        *_undecided(), Announcement.recipient_id.in_(whose),
        tuple_(Announcement.unit_id, Announcement.kind).in_(sorted(parts)),
    )  # fmt: skip
    return db.session.scalars(query.order_by(Announcement.id)).all()


def _by_day(part: Part) -> Iterable[int]:
    """How many messages of the kind were written for the unit on each of the days before; those in shadow too."""
    unit_id, kind = part
    today = clock.day_bounds(clock.today())[0]
    query = select(Message.created_at).where(
        Message.unit_id == unit_id, Message.kind == kind, Message.created_at >= today - FUSE_LOOKS_BACK,
        Message.created_at < today, or_(Message.state != State.SUPPRESSED, Message.reason == "shadow"),
    )  # fmt: skip
    return Counter(clock.local_date(at) for at in db.session.scalars(query)).values()


def _ask(unit_ids: Collection[int], rows: Sequence[Announcement]) -> None:
    last = {unit_id: max(row.id for row in rows if row.unit_id == unit_id) for unit_id in unit_ids}
    tasks = [
        {"key": f"{FUSE}:{unit_id}:{last[unit_id]}", "kind": FUSE, "unit_id": unit_id, "recipient_id": None,
         "date": clock.today(), "raised_at": clock.now()}
        for unit_id in sorted(unit_ids)
    ]  # fmt: skip
    if tasks:
        db.session.execute(insert_new(Task, tasks))


def _overtaken(rows: Sequence[Announcement]) -> set[int]:
    """Changes of visits that have been changed again since: what was told of them later stands."""
    changes = [row.change_id for row in rows if row.change_id is not None]
    query = (
        select(VisitChange.visit_id, func.max(VisitChange.to_number), Visit.revision)
        .join(Visit, Visit.id == VisitChange.visit_id)
        .where(VisitChange.id.in_(changes))
        .group_by(VisitChange.visit_id, Visit.revision)
    )
    gone = {visit_id for visit_id, told, stands in db.session.execute(query) if told != stands}
    return {row.id for row in rows if row.change_id is not None and row.visit_id in gone}
