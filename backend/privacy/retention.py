"""A run of retention: rule by rule, in batches of their own transactions; a record of what went, without people.

It can be stopped at any moment and run again: what is left is found by the same conditions. Rows of walled tables go
under signed removals (`backend.seals.removal`), so that `flask audit verify` stays sound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.privacy import erasing
from backend.privacy import rules as r
from backend.privacy.aged import EMPTY, MODELS, condition
from backend.privacy.due import Due, due
from backend.privacy.rules import Rule
from backend.seals.owner import owner, require
from schema import clock
from schema.db import db
from schema.tables import ImportRun, RetentionRun

BATCH_PEOPLE = 50
BATCH_ROWS = 5_000
BATCH_REPORTS = 100
Tell = Callable[[str, int, int], None]
"""Told how far it has come: the rule, batches done, batches in all."""
Opened = Callable[[], Any]


@dataclass
class Outcome:
    """What went (or would go), by rule and table, and who stays though due."""

    dry_run: bool
    run_id: int | None = None
    rules: dict[str, dict[str, int]] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)

    def count(self, rule: Rule, table: str, number: int) -> None:
        """Add to a rule's count of a table."""
        if number:
            tables = self.rules.setdefault(rule.name, {})
            tables[table] = tables.get(table, 0) + number

    def document(self) -> dict[str, Any]:
        """The record, as it is kept and printed."""
        return {"dry_run": self.dry_run, "run": self.run_id, **self.record()}

    def record(self) -> dict[str, Any]:
        """Counts by rule and table, and who was left."""
        return {"rules": {name: dict(sorted(some.items())) for name, some in self.rules.items()}, "kept": self.kept}


def run(*, dry_run: bool = False, user_id: int | None = None, tell: Tell = lambda *_: None) -> Outcome:
    """Let go of what the rules let go of now; dry, count it only. A run that was broken off is taken up again.

    Raises `backend.seals.owner.NotTheOwner`, before anything is removed, where the database's user may not remove.
    """
    if dry_run:
        return _Run(Outcome(dry_run=True), _reading, tell).go()
    db.session.commit()
    with owner() as session:
        require(session, _rights())
        started = _open_run(session, user_id)
        begun = Outcome(dry_run=False, run_id=started.id, **_so_far(started))
    done = _Run(begun, owner, tell).go()
    with owner() as session:
        row = session.get_one(RetentionRun, done.run_id)
        row.record, row.finished_at = done.record(), clock.now()
    return done


def nightly() -> Outcome | None:
    """Run once a local day; None where today's run is done. Raises as `run`."""
    begun = clock.day_bounds(clock.today())[0]
    done = select(RetentionRun.id).where(RetentionRun.finished_at.is_not(None), RetentionRun.started_at >= begun)
    return None if db.session.scalar(done.limit(1)) is not None else run()


@contextmanager
def _reading() -> Iterator[Session]:
    yield db.session()


def _rights() -> Iterator[tuple[str, str]]:
    """What a run must be allowed to do, table by table."""
    for name in sorted({name for rule in r.RULES for name in rule.tables}):
        yield name, "UPDATE" if name in EMPTY or name == "import_run" else "DELETE"
    yield from (("message", "DELETE"), ("seal", "INSERT"), ("removal", "INSERT"), ("retention_run", "UPDATE"))


def _open_run(session: Session, user_id: int | None) -> RetentionRun:
    query = select(RetentionRun).where(RetentionRun.finished_at.is_(None)).order_by(RetentionRun.id)
    broken_off = session.scalars(query.with_for_update()).first()
    if broken_off is not None:
        return broken_off
    made = RetentionRun(started_at=clock.now(), user_id=user_id, record={})
    session.add(made)
    session.flush()
    return made


def _so_far(row: RetentionRun) -> dict[str, Any]:
    record: Any = row.record or {}
    return {"rules": {name: dict(some) for name, some in record.get("rules", {}).items()}}


@dataclass
class _Run:
    """One run under way."""

    outcome: Outcome
    opened: Opened
    tell: Tell

    def go(self) -> Outcome:
        """Every rule in its order."""
        with self.opened() as session:
            found = due(session)
        self.outcome.kept = found.kept
        for rule in r.ROWS:
            self._rows(rule)
        self._people(found)
        self._some(r.WORKER, erasing.workers, found.workers)
        self._some(r.ACCOUNT, erasing.accounts, found.accounts)
        return self.outcome

    def _people(self, found: Due) -> None:
        for rule in (r.FILE_OWN, r.FILE_PRIVATE):
            self._some(rule, erasing.people, found.people[rule.name])
        self._some(r.HOME, erasing.homes, found.homes)

    def _some(self, rule: Rule, step: Callable[..., Iterable[tuple[str, int]]], ids: list[int]) -> None:
        """Carry out a step for some rows at a time, each some in a transaction of its own."""
        groups = [ids[place : place + BATCH_PEOPLE] for place in range(0, len(ids), BATCH_PEOPLE)]
        for number, group in enumerate(groups, 1):
            with self.opened() as session:
                for table, gone in step(self._work(session, rule), group):
                    self.outcome.count(rule, table, gone)
                self._keep(session)
            self.tell(rule.name, number, len(groups))

    def _rows(self, rule: Rule) -> None:
        """Carry out a rule about rows, some thousand ids at a time."""
        name = rule.tables[0]
        key = MODELS[name].id
        with self.opened() as session:
            old = condition(rule, session)
            ids = list(session.scalars(select(key).where(old).order_by(key)))
        size = BATCH_REPORTS if rule is r.IMPORT_REPORT else BATCH_ROWS
        groups = [ids[place : place + size] for place in range(0, len(ids), size)]
        for number, group in enumerate(groups, 1):
            with self.opened() as session:
                work = self._work(session, rule)
                among = key.in_(group)
                gone = (
                    _reports(work, group)
                    if rule is r.IMPORT_REPORT
                    else work.take(name, among, empty=rule.way == "emptied")
                )
                self.outcome.count(rule, name, gone)
                self._keep(session)
            self.tell(rule.name, number, len(groups))

    def _work(self, session: Session, rule: Rule) -> erasing.Work:
        return erasing.Work(session, self.outcome.run_id, rule.name)

    def _keep(self, session: Session) -> None:
        """Write down how far the run has come, in the batch's own transaction."""
        if self.outcome.run_id is not None:
            session.get_one(RetentionRun, self.outcome.run_id).record = self.outcome.record()


def _reports(work: erasing.Work, ids: list[int]) -> int:
    """Empty import reports of the values that they repeat; the counts stay."""
    if work.run_id is not None:
        for row in work.session.scalars(select(ImportRun).where(ImportRun.id.in_(ids))):
            row.report = {**(row.report or {}), "errors": [], "warnings": []}
            row.package = ""
    return len(ids)
