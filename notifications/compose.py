"""Pure: facts and language in, text out.

Never in a text: a recipient's name, a personal number, an address, nursing, a link (domain.md, "SMS in clear").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from notifications.policy import Level
from notifications.sms_text import plain
from notifications.texts import Catalogue

HIDDEN_FROM_TEXTS = "nursing"


@dataclass(frozen=True)
class ServiceFact:
    """A service of a visit, as far as a text could say it."""

    public_label: str | None
    category: str | None
    relatives_see: str = "yes"

    @property
    def hidden_from_relatives(self) -> bool:
        """Nursing (HSL) always; others where the plan says never."""
        return self.category == HIDDEN_FROM_TEXTS or self.relatives_see == "never"


@dataclass(frozen=True)
class WindowFact:
    """One visit: when it may begin (on the wall clock), who comes (as each wishes to be shown), what for."""

    begins: datetime
    ends: datetime
    workers: tuple[str, ...] = ()
    services: tuple[ServiceFact, ...] = ()
    first: frozenset[str] = frozenset()
    """Those of the workers who come to her for the first time."""


@dataclass(frozen=True)
class MorningFacts:
    """What a morning list is made of."""

    municipality: str
    day: date
    windows: Sequence[WindowFact]
    level: Level
    phone: str | None
    relative_reads: bool = False
    today: date | None = None
    """The day on which it is read; None: the day itself."""


def for_reader(window: WindowFact, relative_reads: bool) -> WindowFact | None:
    """A window as far as the reader may know of it; None where a relative reads along and all services are hidden."""
    if not relative_reads or not window.services:
        return window
    kept = tuple(service for service in window.services if not service.hidden_from_relatives)
    return replace(window, services=kept) if kept else None


def morning(facts: MorningFacts, words: Catalogue) -> str | None:
    """The morning list as a text; None when there is nothing that the reader may know."""
    lines = list(dict.fromkeys(_line(window, facts.level, words) for window in shown(facts)))
    if not lines:
        return None
    head = words.say("morning", "head", municipality=facts.municipality, day=words.day(facts.day, facts.today))
    tail = [words.say("morning", "phone", phone=facts.phone)] if facts.phone else []
    return plain("\n".join([head, *lines, *tail]))


def shown(facts: MorningFacts) -> list[WindowFact]:
    """The windows that the reader may know of, in order; none at the lowest level."""
    known = (for_reader(window, facts.relative_reads) for window in facts.windows if facts.level is not Level.NONE)
    return sorted((window for window in known if window), key=lambda window: (window.begins, window.ends))


def _line(window: WindowFact, level: Level, words: Catalogue) -> str:
    when = words.window(window.begins.time(), window.ends.time())
    names = words.listed(introduced(window, words)) if level >= Level.NAMES else ""
    labels = words.listed(purposes(window)) if level >= Level.SERVICES else ""
    said = ", ".join(part for part in (names, labels) if part)
    return f"{when} {said}".rstrip()


def _distinct(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def named(window: WindowFact) -> list[str]:
    """Who comes, each once."""
    return _distinct(window.workers)


def introduced(window: WindowFact, words: Catalogue) -> list[str]:
    """Who comes, each once, and who of them for the first time."""
    return [words.say("morning", "first", who=one) if one in window.first else one for one in named(window)]


def purposes(window: WindowFact) -> list[str]:
    """Neutral labels only: a service without one is not said, and nursing never."""
    known = [service for service in window.services if service.category != HIDDEN_FROM_TEXTS]
    return _distinct([service.public_label or "" for service in known])


def first_name(shown_name: str, shown_as: str) -> str:
    """What a text says of a worker: her name as she wishes it shown, a full name cut to the first."""
    return shown_name.split(maxsplit=1)[0] if shown_as == "full_name" and shown_name.strip() else shown_name
