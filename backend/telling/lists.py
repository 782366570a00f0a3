"""The lists of a day: each willing recipient's visits, one message a number, written once.

In the morning the rest of the day, to whom wished for it the evening before. A number that nobody has confirmed gets a
welcome first, in which there is no visit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, time

from backend.access.unit_of_work import committed
from backend.telling import confirmed, questions, spending, units
from backend.telling.numbers import Number, key_of, pages
from backend.telling.windows import Coming, coming
from notifications import compose, drafts, policy, wording
from notifications.drafts import Draft
from notifications.events import Kind
from notifications.policy import Level
from notifications.texts import catalogue
from schema import clock

EVENING_ENDS = time(22)


@dataclass(frozen=True)
class List:
    """Which list it is: of which day, and until when it is worth something."""

    kind: Kind
    day: date
    until: datetime


def morning_list(municipality: str, waiting: Set[int]) -> dict[str, int]:
    """Write today's morning lists that are not written yet. Commits page by page; asks nobody outside.

    `waiting` are the units whose plan for today has not come. Counts: `written`, `waiting` (numbers that wait for
    such a unit), `withheld` (nothing may be said to that number), `asked` (questions to the planner), `welcomed`
    (numbers that nobody has confirmed). After noon nothing is written: the list would be stale.
    """
    day = clock.today()
    return _write(municipality, waiting, List(Kind.MORNING, day, clock.instant(day, policy.MORNING_ENDS)))


def evening_list(municipality: str, waiting: Set[int]) -> dict[str, int]:
    """Write the lists of tomorrow for those who wished for them the evening before. Counts as `morning_list`."""
    today = clock.today()
    until = clock.instant(today, EVENING_ENDS)
    return _write(municipality, waiting, List(Kind.EVENING, date.fromordinal(today.toordinal() + 1), until))


def _write(municipality: str, waiting: Set[int], which: List) -> dict[str, int]:
    counts = Counter[str](written=0, waiting=0, withheld=0, asked=0)
    if clock.now() >= which.until:
        return dict(counts)
    with committed():
        beyond = spending.beyond(which.kind, which.day)
    writer = _Writer(municipality, waiting, which, beyond)
    following = pages(which.kind, which.day)
    more = True
    while more:
        with committed():
            page = next(following, None)
            more = page is not None
            counts.update(writer.write(page) if page else {})
    with committed():
        spending.warn()
    return dict(counts)


class _Writer:
    """Writes pages of one list."""

    def __init__(self, municipality: str, waiting: Set[int], which: List, beyond: Set[int]):
        self.municipality, self.waiting, self.which, self.beyond = municipality, waiting, which, beyond
        self.units = units.standing()

    def write(self, page: list[Number]) -> dict[str, int]:
        """Write one page's messages and questions. Returns the counts."""
        stands = confirmed.standing([number.hash for number in page])
        rehearsed = {n.hash for n in page if n.hash in stands.rehearsed and self._in_shadow(n)}
        welcomes = [self._welcome(n) for n in page if n.hash in stands.fresh - rehearsed]
        told = stands.proven | rehearsed
        ready = [n for n in page if n.hash in told and not self.waiting & set(n.units.values())]
        verdicts = [(number, policy.verdict(number.owners.values(), number.kin, self.which.day)) for number in ready]
        visits = coming({owner for _, verdict in verdicts for owner in verdict.owners}, self.which.day)
        lists = [self._list(number, verdict, visits) for number, verdict in verdicts]
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

    def _welcome(self, number: Number) -> Draft:
        unit_id = next(iter(number.units.values()))
        words = catalogue(self._language(number, tuple(number.owners)))
        reader = wording.Reader(
            self.municipality, Level.NONE, self.units.phone(unit_id), answerable=self.units.answerable
        )
        return Draft(
            dedupe_key=key_of(Kind.WELCOME, self.which.day, number.hash), kind=Kind.WELCOME, unit_id=unit_id,
            number=number.phone, number_hash=number.hash, language=words.language,
            body=wording.welcome(reader, words), expires_at=clock.day_bounds(clock.today())[1],
            held=self._held(unit_id),
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
        body = compose.morning(facts, words)
        if body is None:
            return None
        return Draft(
            dedupe_key=key_of(self.which.kind, self.which.day, number.hash), kind=self.which.kind, unit_id=unit,
            number=number.phone, number_hash=number.hash, language=words.language, body=body,
            expires_at=policy.expiry(self.which.until, max(visit.ends_at for visit in told)),
            told=tuple(visit.told for visit in told), level=verdict.level.name.lower(), held=self._held(unit),
        )  # fmt: skip

    def _language(self, number: Number, owners: tuple[int, ...]) -> str:
        """The language of whoever has the number; Swedish where they differ."""
        languages = {number.languages[owner] for owner in owners}
        return languages.pop() if len(languages) == 1 else "sv"
