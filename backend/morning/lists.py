"""The morning list: each willing recipient's rest of the day, one message a number, written once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from datetime import date, datetime

from sqlalchemy import select

from backend.access.unit_of_work import committed
from backend.morning import questions
from backend.morning.numbers import Number, key_of, pages
from backend.morning.windows import Coming, coming
from notifications import compose, outbox, policy
from notifications.events import Kind
from notifications.texts import catalogue
from schema import clock
from schema.db import db
from schema.phone import written
from schema.tables import Unit


def morning_list(municipality: str, waiting: Set[int]) -> dict[str, int]:
    """Write today's morning lists that are not written yet. Commits page by page; asks nobody outside.

    `waiting` are the units whose plan for today has not come. Counts: `written`, `waiting` (numbers that wait for
    such a unit), `withheld` (nothing may be said to that number), `asked` (questions to the planner). After noon
    nothing is written: the list would be stale.
    """
    day, counts = clock.today(), Counter[str](written=0, waiting=0, withheld=0, asked=0)
    noon = clock.instant(day, policy.MORNING_ENDS)
    if clock.now() >= noon:
        return dict(counts)
    writer = _Writer(municipality, waiting, day, noon)
    following = pages(day)
    more = True
    while more:
        with committed():
            page = next(following, None)
            more = page is not None
            counts.update(writer.write(page) if page else {})
    return dict(counts)


class _Writer:
    """Writes pages of one morning."""

    def __init__(self, municipality: str, waiting: Set[int], day: date, noon: datetime):
        self.municipality, self.waiting, self.day, self.noon = municipality, waiting, day, noon
        units = db.session.execute(select(Unit.id, Unit.phone).order_by(Unit.id))
        self.phones = {unit.id: written(unit.phone) if unit.phone else None for unit in units}

    def write(self, page: list[Number]) -> dict[str, int]:
        """Write one page's messages and questions. Returns the counts."""
        ready = [number for number in page if not self.waiting & set(number.units.values())]
        verdicts = [(number, policy.verdict(number.owners.values(), number.kin, self.day)) for number in ready]
        visits = coming({owner for _, verdict in verdicts for owner in verdict.owners}, self.day)
        drafts = [self._draft(number, verdict, visits) for number, verdict in verdicts]
        asked = questions.ask([number for number, verdict in verdicts if verdict.ask], self.day)
        written = outbox.write(draft for draft in drafts if draft)
        return {
            "written": written,
            "waiting": len(page) - len(ready),
            "withheld": drafts.count(None),
            "asked": asked,
        }

    def _draft(self, number: Number, verdict: policy.Verdict, visits: dict[int, list[Coming]]) -> outbox.Draft | None:
        """The message to a number; None when nothing may be said to it."""
        told = [
            visit
            for owner in verdict.owners
            for visit in visits.get(owner, [])
            if compose.for_reader(visit.window, verdict.relative_reads)
        ]
        languages = {number.languages[owner] for owner in verdict.owners}
        words = catalogue(languages.pop() if len(languages) == 1 else "sv")
        unit = next((number.units[owner] for owner in verdict.owners if visits.get(owner)), None)
        if unit is None:
            return None
        facts = compose.MorningFacts(
            self.municipality, self.day, [visit.window for visit in told], verdict.level, self.phones[unit],
            verdict.relative_reads,
        )  # fmt: skip
        body = compose.morning(facts, words)
        if body is None:
            return None
        return outbox.Draft(
            dedupe_key=key_of(self.day, number.hash),
            kind=Kind.MORNING,
            unit_id=unit,
            number=number.phone,
            number_hash=number.hash,
            language=words.language,
            body=body,
            expires_at=policy.expiry(self.noon, max(visit.ends_at for visit in told)),
            told=tuple(visit.told for visit in told),
        )
