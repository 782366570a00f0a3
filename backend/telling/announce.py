"""Announcements become messages: gathered by reader, decided by the rules, worded, written. One transaction a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select, update

from backend.access.unit_of_work import committed
from backend.telling import units
from backend.telling.by_way import NOTHING, Outside, dressed, with_browsers
from backend.telling.readers import Reader, readers
from backend.telling.topics import Topic, topics
from notifications import drafts, wording
from notifications.drafts import Draft
from notifications.events import Kind, Way
from notifications.going import RULES, Asked, Goes, decide
from notifications.states import State
from notifications.texts import Catalogue, catalogue
from schema import clock
from schema.db import db
from schema.tables import Announcement, Message

PAGE = 200
UNSAID = frozenset({"level_none", "not_wished"})
"""Nobody asked for it: there is nothing to explain, and no message."""


def announce(municipality: str, outside: Outside = NOTHING) -> dict[str, int]:
    """Decide all announcements that are ready. Counts: `announced`, `written` (messages, the held ones too)."""
    counts = Counter[str](announced=0, written=0)
    more = True
    while more:
        with committed():
            taken = _take()
            more = bool(taken)
            if taken:
                counts["announced"] += len(taken)
                counts["written"] += _Page(municipality, outside).write(taken)
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


class _Page:
    """Writes what a page of announcements tells."""

    def __init__(self, municipality: str, outside: Outside):
        self.municipality, self.units, self.now = municipality, units.standing(), clock.now()
        self.outside = outside
        self.told_today: Counter[str] = Counter()

    def write(self, rows: Sequence[Announcement]) -> int:
        """Write the messages of some announcements, and on each row what came of it; how many messages."""
        about = topics(rows)
        people = {topic.recipient_id for topic in about}
        known = with_browsers(readers(people, clock.today()), self.outside, people)
        self.told_today = _told_today({reader.to_hash for some in known.values() for reader in some})
        told: set[int] = set()
        made: list[Draft] = []
        for reader, some in _gathered(about, known):
            draft = self._draft(reader, some)
            if draft is not None:
                made.append(draft)
                told.update(() if draft.held else (one for topic in some for one in topic.announcements))
        _note(rows, told)
        return drafts.write(made)

    def _draft(self, reader: Reader, some: Sequence[Topic]) -> Draft | None:
        """One message to one reader; None where there is nothing that she may know, or wished to."""
        first = some[0]
        expires_at = max(topic.expires_at for topic in some)
        answer = decide(self._asked(reader, first.kind, some, expires_at))
        goes = answer if isinstance(answer, Goes) else None
        held = None if isinstance(answer, Goes) else answer.why
        body = self._worded(reader, some) if held not in UNSAID else None
        if body is None:
            return None
        self.told_today[reader.to_hash] += bool(goes and not goes.urgent)
        draft = Draft(
            dedupe_key=f"{first.kind}:{reader.to_hash}:{max(one for topic in some for one in topic.announcements)}",
            kind=first.kind, unit_id=first.unit_id, number=reader.to, number_hash=reader.to_hash,
            language=catalogue(reader.language).language, body=body, expires_at=expires_at, way=reader.way,
            told=tuple(topic.told for topic in some if topic.told and reader.relative_id is None),
            recipient_id=first.recipient_id if len({topic.recipient_id for topic in some}) == 1 else None,
            relative_id=reader.relative_id, visit_id=first.visit_id if len(some) == 1 else None,
            level=reader.level.name.lower(), urgent=bool(goes and goes.urgent),
            leaves_at=goes.at if goes else None, held=held,
        )  # fmt: skip
        return dressed(draft, catalogue(reader.language), self.municipality, self.outside)

    def _asked(self, reader: Reader, kind: Kind, some: Sequence[Topic], expires_at: datetime) -> Asked:
        begins = [topic.begins_at for topic in some if topic.begins_at]
        return Asked(
            kind, self.now, expires_at, min(begins, default=None), reader.level, reader.notices,
            relative=reader.relative_id is not None, confirmed=reader.confirmed, closed=reader.closed,
            shadow=self.units.held(some[0].unit_id) is not None, told_today=self.told_today[reader.to_hash],
        )  # fmt: skip

    def _worded(self, reader: Reader, some: Sequence[Topic]) -> str | None:
        words, first = catalogue(reader.language), some[0]
        told_to = wording.Reader(
            self.municipality, reader.level, self.units.phone(first.unit_id), reader.relative_reads
        )  # fmt: skip
        if first.kind is Kind.CHANGE:
            changed = [topic.change for topic in some if topic.change]
            return wording.change(changed, clock.today(), told_to, words)
        return _one(first, told_to, words)


def _one(topic: Topic, reader: wording.Reader, words: Catalogue) -> str | None:
    assert topic.window is not None
    at = clock.local(topic.moment_at) if topic.moment_at else None
    if topic.kind is Kind.DELAY:
        assert at is not None
        return wording.delay(topic.window, at, reader, words)
    if topic.kind in (Kind.NOT_COME, Kind.MISSED):
        return wording.not_come(topic.window, topic.kind, reader, words)
    assert at is not None
    return wording.came(topic.kind, topic.window, at, reader, words)


def _gathered(
    about: Sequence[Topic], known: Mapping[int, Sequence[Reader]]
) -> Iterator[tuple[Reader, Sequence[Topic]]]:  # fmt: skip
    """Each reader with what one message is to tell her: all changes together, everything else by itself."""
    together: dict[tuple[str, Way], tuple[Reader, list[Topic]]] = {}
    for topic in about:
        for reader in known.get(topic.recipient_id, ()):
            if topic.kind is not Kind.CHANGE:
                yield reader, [topic]
                continue
            kept, topics_ = together.setdefault((reader.to_hash, reader.way), (reader, []))
            topics_.append(topic)
            together[reader.to_hash, reader.way] = _lower(kept, reader), topics_
    yield from together.values()


def _lower(one: Reader, other: Reader) -> Reader:
    """The same number read about two people: at the lower level, and as a relative where it is one to either."""
    return replace(
        one, level=min(one.level, other.level), relative_reads=one.relative_reads or other.relative_reads,
        confirmed=one.confirmed and other.confirmed, closed=one.closed or other.closed,
    )  # fmt: skip


def _told_today(hashes: set[str]) -> Counter[str]:
    """How many notices went to each number today, besides lists and what was urgent."""
    query = (
        select(Message.number_hash, func.count())
        .where(
            Message.number_hash.in_(sorted(hashes)), Message.kind.in_(sorted({*RULES, Kind.NEWS})),
            Message.urgent.is_(False),
            Message.created_at >= clock.day_bounds(clock.today())[0], Message.state != State.SUPPRESSED,
        )
        .group_by(Message.number_hash)
    )  # fmt: skip
    return Counter(dict(db.session.execute(query).all()))


def _note(rows: Sequence[Announcement], told: set[int]) -> None:
    silent = {row.id for row in rows} - told
    for outcome, ids in (("told", told), ("nobody", silent)):
        put = update(Announcement).where(Announcement.id.in_(ids)).values(outcome=outcome)
        db.session.execute(put, execution_options={"synchronize_session": False})
