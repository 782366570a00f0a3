"""Pure: at which level a number is told, until when, and how patient we are (domain.md, "SMS in clear").

One number is one reader. Everybody whom the plan gives that number has a role there, and the text says no more than
the role that may know least: a relative's number is often registered as the recipient's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum

MORNING_ENDS = time(12)
"""A morning list is worthless at noon."""


class Level(IntEnum):
    """As much as a text may say. Each level includes the ones below."""

    NONE = 0
    TIMES = 1
    NAMES = 2
    SERVICES = 3

    @classmethod
    def of(cls, word: str | None) -> Level:
        """The level of a recorded word (`sms_detail`, `may_see`); an unknown or missing one is none."""
        return cls.__members__.get((word or "none").upper(), cls.NONE)


@dataclass(frozen=True)
class Owner:
    """A recipient with a number."""

    id: int
    sms_detail: str
    protected: bool = False
    ended_on: date | None = None

    def gone(self, today: date) -> bool:
        """Whether her last day has passed: then she is told nothing, and has no part in her number any more."""
        return self.ended_on is not None and self.ended_on < today


@dataclass(frozen=True)
class Kin:
    """A relative with a number, and what the two recorded consents let her see of one recipient."""

    recipient_id: int
    may_see: str
    secrecy_consent_on: date | None = None
    data_consent_on: date | None = None
    consent_basis: str | None = None
    consent_until: date | None = None

    def level(self, today: date) -> Level:
        """What she may see today; none unless both consents and their basis are recorded and still hold."""
        begun = all(day is not None and day <= today for day in (self.secrecy_consent_on, self.data_consent_on))
        over = self.consent_until is not None and self.consent_until < today
        return Level.of(self.may_see) if begun and self.consent_basis and not over else Level.NONE


@dataclass(frozen=True)
class Verdict:
    """What a number is told: at which level, of whom, whether a relative reads along, whether to ask the planner."""

    level: Level
    owners: tuple[int, ...] = ()
    relative_reads: bool = False
    ask: bool = False


def verdict(owners: Iterable[Owner], kin: Iterable[Kin], today: date) -> Verdict:
    """What the number that all these share is told today.

    Nobody who wants a text: nothing, and no question. A protected owner, or a relative without consents from each
    owner: nothing, and the question. Several roles at different levels, or a relative: the lowest, and the question.
    """
    here = sorted((owner for owner in owners if not owner.gone(today)), key=lambda owner: owner.id)
    open_to = [owner for owner in here if not owner.protected]
    if not any(Level.of(owner.sms_detail) for owner in open_to):
        return Verdict(Level.NONE)
    readers = list(kin)
    levels = [Level.NONE if owner.protected else Level.of(owner.sms_detail) for owner in here]
    if readers:
        levels += [_read_along(owner, readers, today) for owner in open_to]
    ask = bool(readers) or len(set(levels)) > 1
    return Verdict(min(levels), tuple(owner.id for owner in open_to), bool(readers), ask)


def _read_along(owner: Owner, readers: list[Kin], today: date) -> Level:
    """What the relatives on the number may see of one owner: the least of her own consents, none without any."""
    own = [reader.level(today) for reader in readers if reader.recipient_id == owner.id]
    return min(own, default=Level.NONE)


def expiry(noon: datetime, last_window_end: datetime) -> datetime:
    """When a morning list is worthless: at noon, or when its last window has closed."""
    return min(noon, last_window_end)


def backoff(attempts: int) -> int:
    """Seconds to wait after the `attempts`-th call that was not accepted: 30 s, doubling, at most 15 minutes."""
    return int(min(30 * 2 ** max(attempts - 1, 0), 900))


FAILURES_BEFORE_REST = 5


def rest(failures: int) -> int:
    """Seconds for which a provider is left in peace after so many failed calls in a row: a minute, doubling, at most
    15 minutes; 0 while it may be chance. One call more is made then, and decides."""
    over = failures - FAILURES_BEFORE_REST
    return 0 if over < 0 else int(min(60 * 2**over, 900)) if over < 5 else 900
