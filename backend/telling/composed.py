"""What announcements say to each of their readers: gathered by reader, decided by the rules, worded. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from backend.telling import units
from backend.telling.by_way import NOTHING, Outside, dressed, with_browsers
from backend.telling.readers import Reader, readers
from backend.telling.topics import Topic, topics
from notifications import spoken, wording
from notifications.drafts import Draft
from notifications.events import SPOKEN, Kind, Way
from notifications.going import RULES, Asked, Goes, decide
from notifications.states import State
from notifications.texts import Catalogue, catalogue
from schema import clock
from schema.db import db
from schema.tables import Announcement, Message

UNSAID = frozenset({"level_none", "not_wished"})
"""Nobody asked for it: there is nothing to explain, and no message."""


@dataclass(frozen=True)
class Composed:
    """A message to one reader, and what it is made of."""

    draft: Draft
    topics: tuple[Topic, ...]

    @property
    def announcements(self) -> frozenset[int]:
        """The rows that it stands for."""
        return frozenset(one for topic in self.topics for one in topic.announcements)

    @property
    def of(self) -> frozenset[tuple[int, Kind]]:
        """The units and kinds that it is of, as the fuse counts them."""
        return frozenset((topic.unit_id, topic.kind) for topic in self.topics)


class Page:
    """Composes what some announcements tell."""

    def __init__(self, municipality: str, outside: Outside = NOTHING):
        self.municipality, self.units, self.now = municipality, units.standing(), clock.now()
        self.outside = outside
        self.told_today: Counter[str] = Counter()
        self.waiting: dict[int, datetime] = {}
        """Announcement → when it is decided anew, by what holds then: a quiet night makes stale what was composed."""

    def compose(self, rows: Sequence[Announcement]) -> list[Composed]:
        """A message to each reader of some announcements, the held ones too; none where there is nothing to say."""
        about = topics(rows)
        people = {topic.recipient_id for topic in about}
        known = with_browsers(readers(people, clock.today()), self.outside, people)
        self.told_today = _told_today({reader.to_hash for some in known.values() for reader in some})
        made = ((self._draft(reader, some), some) for reader, some in _gathered(about, known))
        return [Composed(draft, tuple(some)) for draft, some in made if draft is not None]

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
        if goes and goes.at > self.now:
            self.waiting.update((one, goes.at) for topic in some for one in topic.announcements)
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
            held=held,
        )  # fmt: skip
        return dressed(draft, catalogue(reader.language), self.municipality, self.outside)

    def _asked(self, reader: Reader, kind: Kind, some: Sequence[Topic], expires_at: datetime) -> Asked:
        begins = [topic.begins_at for topic in some if topic.begins_at]
        shadow = self.units.held(some[0].unit_id) is not None
        return Asked(
            kind, self.now, expires_at, min(begins, default=None), reader.level, reader.notices,
            relative=reader.relative_id is not None, confirmed=reader.confirmed or (shadow and reader.rehearsed),
            closed=reader.closed, shadow=shadow, rings=reader.way is Way.CALL,
            told_today=self.told_today[reader.to_hash], quiet=reader.quiet,
        )  # fmt: skip

    def _worded(self, reader: Reader, some: Sequence[Topic]) -> str | None:
        words, first, called = catalogue(reader.language), some[0], reader.way is Way.CALL
        if called and first.kind not in SPOKEN:
            return None
        words = spoken.aloud(words) if called else words
        phone = None if called else self.units.phone(first.unit_id)  # a key puts her through
        told_to = wording.Reader(self.municipality, reader.level, phone, reader.relative_reads)
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
    if topic.kind is Kind.OUTCOME:
        return wording.outcome(topic.part, topic.window, clock.today(), reader, words)
    assert at is not None
    return wording.came(topic.kind, topic.window, at, reader, words)


def _gathered(
    about: Sequence[Topic], known: Mapping[int, Sequence[Reader]]
) -> Iterator[tuple[Reader, Sequence[Topic]]]:  # fmt: skip
    """Each reader with what one message is to tell her: all changes together, everything else by itself."""
    together: dict[tuple[str, Way, int | None], tuple[Reader, list[Topic]]] = {}
    for topic in about:
        for reader in known.get(topic.recipient_id, ()):
            if topic.kind is not Kind.CHANGE:
                yield reader, [topic]
                continue
            key = (reader.to_hash, reader.way, reader.relative_id)  # each relative's consents are of one recipient
            kept, topics_ = together.setdefault(key, (reader, []))
            topics_.append(topic)
            together[key] = _lower(kept, reader), topics_
    yield from together.values()


def _lower(one: Reader, other: Reader) -> Reader:
    """The same number read about two people: at the lower level, and as a relative where it is one to either."""
    return replace(
        one, level=min(one.level, other.level), relative_reads=one.relative_reads or other.relative_reads,
        confirmed=one.confirmed and other.confirmed, rehearsed=one.rehearsed and other.rehearsed,
        closed=one.closed or other.closed, quiet=one.quiet + other.quiet,
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
