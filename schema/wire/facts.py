"""Facts as plain values: what was reported, where from, what became of it, what it touched. Ids are inside ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

KINDS = ("check_in", "check_out", "arrived", "absent", "declined", "note")
METHODS = ("qr", "nfc", "phone", "app", "manual")
REASONS = (
    "absent", "declined", "hospital", "cancelled_ahead", "previous_visit_late", "alarm", "staff_shortage",
    "locked_out", "forgot_to_register", "technical", "time_not_enough", "wrong_plan", "other",
)  # fmt: skip
"""Why something went otherwise, said with a fact or in the review of a gap (contract section 6)."""

OutcomeKind = Literal["accepted", "replayed", "conflict", "rejected"]


@dataclass(frozen=True, slots=True)
class FactIn:
    """One reported fact, understood but not yet stored. `occurred_at` is aware; ids are the rows' own."""

    event_id: str
    kind: str
    visit_id: int | None
    recipient_id: int
    worker_id: int
    occurred_at: datetime
    method: str = "app"
    card_home_id: int | None = None
    """The home whose card was read; None when none was read or nobody knows the card."""
    reason: str | None = None
    note: str | None = None
    corrects_id: int | None = None
    """The event row that this one corrects; both stand."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who or what reported: a signed-in user, another system's key, or an import run."""

    user_id: int | None = None
    api_key_id: int | None = None
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one reported fact, as contract section 5 words it. `code` and `message` only when refused."""

    event_id: str
    outcome: OutcomeKind
    code: str | None = None
    message: str | None = None


@dataclass
class Touched:
    """Whose visits on which local dates may have changed: what must be derived anew."""

    recipients: set[int] = field(default_factory=set)
    workers: set[int] = field(default_factory=set)
    days: set[date] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.recipients)

    def add(self, recipient_id: int, worker_id: int | None, *days: date) -> None:
        """Note one recipient, a worker and local dates."""
        self.recipients.add(recipient_id)
        if worker_id is not None:
            self.workers.add(worker_id)
        self.days.update(days)

    def update(self, other: Touched) -> None:
        """Take in what another one touched."""
        self.recipients |= other.recipients
        self.workers |= other.workers
        self.days |= other.days
