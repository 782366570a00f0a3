"""Pure: what each kind of notice looks like, from sample facts by the composers that write the real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from notifications import compose, wording
from notifications.compose import MorningFacts, ServiceFact, WindowFact
from notifications.events import Kind
from notifications.policy import Level
from notifications.texts import Catalogue
from notifications.wording import Changed, Reader

HELP = ServiceFact("Hjälp hemma", "personal_care")
MEAL = ServiceFact("Måltid", "meal")


@dataclass(frozen=True)
class Sample:
    """What a sample is made of. `now` is on the wall clock; `worker` comes to all of its visits."""

    municipality: str
    unit: str
    phone: str | None
    level: Level
    now: datetime
    worker: str

    @property
    def reader(self) -> Reader:
        """Somebody with her own number."""
        return Reader(self.municipality, self.level, self.phone)

    @property
    def visits(self) -> tuple[WindowFact, WindowFact]:
        """A morning's and an evening's visit today."""
        morning, noon, evening, late = (
            self.now.replace(hour=hour, minute=minute, second=0, microsecond=0)
            for hour, minute in ((8, 0), (9, 0), (18, 0), (19, 30))
        )
        return (
            WindowFact(morning, noon, (self.worker,), (HELP,)), WindowFact(evening, late, (self.worker,), (MEAL,)),
        )  # fmt: skip


def _list(sample: Sample, words: Catalogue, ahead: int = 0) -> str | None:
    day = sample.now.date() + timedelta(days=ahead)
    facts = MorningFacts(
        sample.municipality, day, sample.visits, sample.level, sample.phone, today=sample.now.date()
    )  # fmt: skip
    return compose.morning(facts, words)


def _change(sample: Sample, words: Catalogue) -> str | None:
    first, last = sample.visits
    moved = replace(last, begins=last.begins + timedelta(hours=1), ends=last.ends + timedelta(hours=1))
    changed = [Changed(last, moved), Changed(first, None)]
    return wording.change(changed, sample.now.date(), sample.reader, words)


def _came(part: str) -> Callable[[Sample, Catalogue], str | None]:
    def said(sample: Sample, words: Catalogue) -> str | None:
        at = sample.visits[0].begins + timedelta(minutes=5)
        return wording.came(part, sample.visits[0], at, sample.reader, words)

    return said


def _delay(sample: Sample, words: Catalogue) -> str | None:
    late = sample.visits[0].ends + timedelta(minutes=25)
    return wording.delay(sample.visits[0], late, sample.reader, words)


SAMPLES: Mapping[Kind, Callable[[Sample, Catalogue], str | None]] = {
    Kind.MORNING: _list,
    Kind.EVENING: lambda sample, words: _list(sample, words, ahead=1),
    Kind.CHANGE: _change,
    Kind.DELAY: _delay,
    Kind.NOT_COME: lambda sample, words: wording.not_come(sample.visits[0], Kind.NOT_COME, sample.reader, words),
    Kind.MISSED: lambda sample, words: wording.not_come(sample.visits[0], Kind.MISSED, sample.reader, words),
    Kind.UNPLANNED: _came(Kind.UNPLANNED),
    Kind.ARRIVED: _came(Kind.ARRIVED),
    Kind.DONE: _came(Kind.DONE),
    Kind.WELCOME: lambda sample, words: wording.welcome(sample.reader, words),
    Kind.QUESTION: lambda sample, words: wording.question(sample.visits[0], sample.reader, words),
    Kind.OUTCOME: lambda sample, words: wording.outcome(
        "granted_decline", sample.visits[1], sample.now.date(), sample.reader, words
    ),
    Kind.SURVEY: lambda sample, words: wording.survey(sample.visits[0], sample.reader, words),
    Kind.WRONG_CARD: lambda sample, words: wording.wrong_card(
        sample.municipality, sample.unit, sample.visits[0], words
    ),
    Kind.ALERT: lambda sample, words: wording.alert(sample.municipality, sample.unit, sample.visits[0], words),
}
"""The kinds that a manager can look at."""


def text(kind: Kind, sample: Sample, words: Catalogue) -> str:
    """The text of a kind from sample facts. Raises KeyError for a kind without a sample."""
    return SAMPLES[kind](sample, words) or ""
