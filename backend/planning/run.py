"""One import under way: what it was told, what it knows, what it has touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from backend.access.scope import Scope
from backend.planning.references import Known
from backend.planning.report import Report
from schema.wire.facts import Touched


@dataclass(frozen=True)
class ImportOrder:
    """What somebody asked of an import. `unit_ids` None: whoever asks may plan for the whole municipality."""

    source: str = "plan"
    dry_run: bool = False
    replace: bool = False
    force: bool = False
    mapping: Path | None = None
    user_id: int | None = None
    api_key_id: int | None = None
    unit_ids: frozenset[int] | None = None
    package: str | None = None
    """The package's name as people know it; None: its file name."""
    seconds: int | None = None
    """How long it may take, where somebody waits for the answer; longer, and nothing is taken in."""
    shown_to: Scope | None = None
    """Who is to be shown what changes; None: nobody."""
    shown_changes: int = 0

    def covers(self, unit_id: int | None) -> bool:
        """Whether rows of a unit may be changed (None: rows of the whole municipality)."""
        return self.unit_ids is None or unit_id in self.unit_ids


@dataclass
class Run:
    """The import's row, its report, and the marks of what must be looked at afterwards."""

    order: ImportOrder
    id: int
    at: datetime
    report: Report
    known: Known
    derive_until: date
    """Visits of later days have no facts yet, so nothing is derived from them."""
    touched: Touched = field(default_factory=Touched)
    recipients: set[int] = field(default_factory=set)
    """Recipients whose visits came or changed."""
    homes: set[int] = field(default_factory=set)
    """Homes whose cards may read otherwise now."""
    shown_everywhere: bool = False
    """A name or number that any card of the source may show has changed."""

    def touch(self, recipient_id: int, worker_ids: tuple[int, ...], *days: date) -> None:
        """Note a visit that came or changed, to be derived where facts may exist."""
        for day in days:
            if day <= self.derive_until:
                self.touched.add(recipient_id, None, day)
                self.touched.workers.update(worker_ids)


OUTSIDE = "Raden hör till en enhet som du inte planerar för. Be den enhetens planerare."
