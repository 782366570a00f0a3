"""The lists of a day: each willing recipient's visits, one message a number, written once.

In the morning the rest of the day, to whom wished for it the evening before, and by a call to who is called. A number
that nobody has confirmed gets a welcome first, in which there is no visit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from backend.access.unit_of_work import apart, committed
from backend.telling import confirmed, questions, spending, units, ways
from backend.telling.numbers import Number, key_of, pages
from backend.telling.windows import Coming, coming
from notifications import compose, drafts, policy, spoken, wording
from notifications.drafts import Draft
from notifications.events import Kind, Way
from notifications.policy import Level
from notifications.texts import catalogue
from schema import clock

EVENING_ENDS = time(22)
CALLS_BEGIN = time(8)
"""Local; before it only who wished for an earlier time is called."""
AGAIN = ":again"


@dataclass(frozen=True)
class List:
    """Which list it is: of which day, and until when it is worth something."""

    kind: Kind
    day: date
    until: datetime
    way: Way = Way.SMS
    again: bool = False
    """Whether it is told once more, under a key of its own."""

    def key(self, number_hash: str) -> str:
        """The key of its one message to a number."""
        return key_of(self.kind, self.day, number_hash) + (AGAIN if self.again else "")


def morning_list(municipality: str, waiting: Set[int]) -> dict[str, int]:
    """Write today's morning lists that are not written yet. Commits page by page; asks nobody outside.

    `waiting` are the units whose plan for today has not come. Counts: `written`, `waiting` (numbers that wait for
    such a unit), `withheld` (nothing may be said to that number), `asked` (questions to the planner), `welcomed`
    (numbers that nobody has confirmed). After noon nothing is written: the list would be stale.
    """
    day = clock.today()
    which = List(Kind.MORNING, day, clock.instant(day, policy.MORNING_ENDS))
    return write(municipality, waiting, which, pages(which.kind, day))


def evening_list(municipality: str, waiting: Set[int]) -> dict[str, int]:
    """Write the lists of tomorrow for those who wished for them the evening before. Counts as `morning_list`."""
    today = clock.today()
    until = clock.instant(today, EVENING_ENDS)
    which = List(Kind.EVENING, date.fromordinal(today.toordinal() + 1), until)
    return write(municipality, waiting, which, pages(which.kind, which.day))


def write(municipality: str, waiting: Set[int], which: List, following: Iterator[list[Number]]) -> dict[str, int]:
    """Write a list to the numbers of some pages, a transaction each, as far as they are told by its way."""
    counts = Counter[str](written=0, waiting=0, withheld=0, asked=0)
    if clock.now() >= which.until:
        return dict(counts)
    with committed():
        beyond = spending.beyond(which.kind, which.day)
    writer = _Writer(municipality, waiting, which, beyond)
    for page in following:
        counts.update(apart(page, writer.write))
    with committed():
        spending.warn()
    return dict(counts)


class _Writer:
    """Writes pages of one list."""

    def __init__(self, municipality: str, waiting: Set[int], which: List, beyond: Set[int]):
        self.municipality, self.waiting, self.which, self.beyond = municipality, waiting, which, beyond
        self.units = units.standing()

    def write(self, page: Sequence[Number]) -> dict[str, int]:
        """Write one page's messages and questions. Returns the counts."""
        told_here = ways.here(page)
        page = [number for number in page if self._due(told_here[number.hash])]
        stands = confirmed.standing([number.hash for number in page])
        rehearsed = {n.hash for n in page if n.hash in stands.rehearsed and self._in_shadow(n)}
        welcomes = [self._welcome(n) for n in page if n.hash in stands.fresh - rehearsed]
        told = stands.proven | rehearsed
        ready = [n for n in page if n.hash in told and not self.waiting & set(n.units.values())]
        verdicts = [(number, policy.verdict(number.owners.values(), number.kin, self.which.day)) for number in ready]
        visits = coming({owner for _, verdict in verdicts for owner in verdict.owners}, self.which.day)
        lists = [
            self._list(number, replace(verdict, owners=_kept(verdict, told_here[number.hash])), visits)
            for number, verdict in verdicts
        ]
        asked = questions.ask([number for number, verdict in verdicts if verdict.ask], self.which.day)
        welcomed = drafts.write(welcomes)
        return {
            "written": drafts.write(draft for draft in lists if draft),
            **({"welcomed": welcomed} if welcomed else {}),
            "waiting": sum(bool(self.waiting & set(number.units.values())) for number in page),
            "withheld": lists.count(None),
            "asked": asked,
        }

    def _held(self, unit_id: int) -> str | None:
        """Why nothing of a unit leaves now: a code."""
        return self.units.held(unit_id) or ("budget" if unit_id in self.beyond else None)

    def _in_shadow(self, number: Number) -> bool:
        return all(self.units.held(unit_id) for unit_id in number.units.values())

    def _due(self, here: ways.Here) -> bool:
        """Whether a number is told by this way, and now. When it is time for a text, the pages have asked already."""
        if here.way is not self.which.way or here.rests:
            return False
        return here.way is Way.SMS or clock.local(clock.now()).time() >= (here.at or CALLS_BEGIN)

    def _welcome(self, number: Number) -> Draft:
        unit_id = next(iter(number.units.values()))
        words = catalogue(self._language(number, tuple(number.owners)))
        reader = wording.Reader(
            self.municipality, Level.NONE, self.units.phone(unit_id), answerable=self.units.answerable
        )
        return Draft(
            dedupe_key=key_of(Kind.WELCOME, clock.today(), number.hash), kind=Kind.WELCOME, unit_id=unit_id,
            number=number.phone, number_hash=number.hash, language=words.language,
            body=words.say(spoken.PART, "welcome") if self.which.way is Way.CALL else wording.welcome(reader, words),
            expires_at=self.which.until if self.which.way is Way.CALL else clock.day_bounds(clock.today())[1],
            way=self.which.way, held=self._held(unit_id),
        )  # fmt: skip

    def _list(self, number: Number, verdict: policy.Verdict, visits: dict[int, list[Coming]]) -> Draft | None:
        """The message to a number; None when nothing may be said to it."""
        told = [
            visit
            for owner in verdict.owners
            for visit in visits.get(owner, [])
            if compose.for_reader(visit.window, verdict.relative_reads)
        ]
        words = catalogue(self._language(number, verdict.owners))
        unit = next((number.units[owner] for owner in verdict.owners if visits.get(owner)), None)
        if unit is None:
            return None
        facts = compose.MorningFacts(
            self.municipality, self.which.day, [visit.window for visit in told], verdict.level,
            self.units.phone(unit), verdict.relative_reads, today=clock.today(),
        )  # fmt: skip
        body = spoken.day(facts, words) if self.which.way is Way.CALL else compose.morning(facts, words)
        if body is None:
            return None
        return Draft(
            dedupe_key=self.which.key(number.hash), kind=self.which.kind, unit_id=unit, way=self.which.way,
            number=number.phone, number_hash=number.hash, language=words.language, body=body,
            expires_at=policy.expiry(self.which.until, max(visit.ends_at for visit in told)),
            told=tuple(visit.told for visit in told), level=verdict.level.name.lower(), held=self._held(unit),
        )  # fmt: skip

    def _language(self, number: Number, owners: tuple[int, ...]) -> str:
        """The language of whoever has the number; Swedish where they differ."""
        languages = {number.languages[owner] for owner in owners}
        return languages.pop() if len(languages) == 1 else "sv"


def _kept(verdict: policy.Verdict, here: ways.Here) -> tuple[int, ...]:
    """Whom a message to a number tells of: everybody has a part in what may be said, but each is told at one place."""
    return tuple(owner for owner in verdict.owners if owner in here.owners)
