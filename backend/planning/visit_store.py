"""Visits into the tables, a chunk at a time: new ones, changed ones as revisions, what changed as change records."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, bindparam, func, select

from backend.planning import bulk, changes, reidentify
from backend.planning.changes import Told
from backend.planning.own_units import TAKEN
from backend.planning.run import Run
from schema.db import db, table_of
from schema.tables import Visit, VisitAlias, VisitRevision, VisitWorker
from schema.types import Encrypted

if TYPE_CHECKING:
    from backend.planning.rows import Reader
    from backend.planning.visits import Plan

PLAN = (
    "unit_id", "date", "window_start_at", "window_end_at", "duration_minutes", "service_ids", "worker_ids", "staff",
    "time_critical", "decision_id", "cancelled", "digest",
)  # fmt: skip
VISIT = ("id", "source", "outside_id", "recipient_id", "revision", "status", *PLAN)
REVISION = ("visit_id", "number", "run_id", "published_at", "outside_id", "cancel_reason", *PLAN)
CHANGE = ("visit_id", "run_id", "from_number", "to_number", "kind", "became_at")
_SET = ", ".join(f"{name} = ?" for name in PLAN)
PUT = f"UPDATE visit SET outside_id = ?, revision = ?, status = ?, {_SET} WHERE id = ?"  # noqa: S608 - our own names
STATUS = {("planned", True): "cancelled", ("cancelled", False): "planned"}
"""What the plan alone decides of a visit's state; a begun visit keeps its own."""

_DAY_IS_KNOWN = (
    select(Visit.id)
    .where(
        Visit.unit_id == bindparam("unit"),
        Visit.date == bindparam("day"),
        Visit.revision > 0,
        Visit.id < bindparam("first_new"),
    )
    .limit(1)
)

_encrypt: Any = Encrypted().process_bind_param


def plan_columns(plan: Plan) -> tuple[Any, ...]:
    """A plan in the order of PLAN, as stored."""
    return (
        plan.unit_id, plan.date, plan.window.stored_start, plan.window.stored_end, plan.duration, plan.services,
        plan.workers, plan.staff, plan.time_critical, plan.decision_id, plan.cancelled, plan.digest,
    )  # fmt: skip


class Store:
    """Writes the visits of one run."""

    def __init__(self, run: Run, reader: Reader, present: set[str] | None):
        self.run = run
        self.reader = reader
        self.source = run.order.source
        self.published = bulk.instant(run.at)
        self.derive_until = run.derive_until.isoformat()
        self.present = present
        self.units: set[int] = set()
        self.dates: set[str] = set()
        self.first_new = db.session.execute(select(func.coalesce(func.max(Visit.id), 0) + 1)).scalar_one()
        self.aliases = db.session.query(select(VisitAlias).where(VisitAlias.source == self.source).exists()).scalar()
        self.handled: set[int] = set()
        self.reused: set[int] = set()
        self.known_days: dict[tuple[int, str], bool] = {}

    def take(self, plans: list[Plan]) -> None:
        """Write one chunk."""
        if not plans:
            return
        if self.present is not None:
            self.units.update(plan.unit_id for plan in plans)
            self.dates.update(plan.date for plan in plans)
        standing = self._standing([plan.key for plan in plans])
        new = [plan for plan in plans if plan.key not in standing]
        changed: list[tuple[Plan, int]] = []
        for plan in plans:
            before = standing.get(plan.key)
            if before is None or self._seen_by_alias(plan, before[0]):
                continue
            if before[1] > 0 and before[2] == plan.digest:
                self.reader.counts.unchanged += 1
            else:
                changed.append((plan, before[0]))
        if self.present is not None and new:
            again = reidentify.find(self.source, new, self.present, self.reused)
            changed += again
            taken = {plan.line for plan, _ in again}
            new = [plan for plan in new if plan.line not in taken]
        self._note_days([*new, *(plan for plan, _ in changed)])
        self._add(new)
        self._change(changed)

    def _standing(self, keys: list[str]) -> dict[str, tuple[int, int, str]]:
        """What stands of these visits: key → id, revision, digest."""
        chosen = select(Visit.outside_id, Visit.id, Visit.revision, Visit.digest).where(
            Visit.source == self.source, bulk.among(Visit.outside_id, keys)
        )
        found = {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(chosen)}
        missing = [key for key in keys if key not in found] if self.aliases else []
        if missing:
            earlier = (
                select(VisitAlias.outside_id, Visit.id, Visit.revision, Visit.digest)
                .join(Visit, Visit.id == VisitAlias.visit_id)
                .where(VisitAlias.source == self.source, bulk.among(VisitAlias.outside_id, missing))
            )
            found |= {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(earlier)}
        return found

    def _seen_by_alias(self, plan: Plan, visit_id: int) -> bool:
        """Whether the same visit stood earlier in the file under another of its ids; then it is reported."""
        if not self.aliases:
            return False
        if visit_id in self.handled:
            message = "Besöket står tidigare i filen under sin andra nyckel. Ta bort den ena raden."
            self.reader.reject(plan.line, "duplicate_id", message, "visit_id", plan.key)
            return True
        self.handled.add(visit_id)
        return False

    def _note_days(self, plans: list[Plan]) -> None:
        """Find out which units' days were planned before this run, before anything of theirs is written."""
        for key in {(plan.unit_id, plan.date) for plan in plans} - self.known_days.keys():
            unit_id, day = key
            asked = {"unit": unit_id, "day": date.fromisoformat(day), "first_new": self.first_new}
            self.known_days[key] = db.session.execute(_DAY_IS_KNOWN, asked).first() is not None

    def _add(self, plans: list[Plan]) -> None:
        self.run.recipients.update([plan.recipient_id for plan in plans])
        first = bulk.reserve(table_of(Visit), len(plans)) if plans else 0
        numbered = list(enumerate(plans, first))
        status = {True: "cancelled", False: "planned"}
        visits, revisions = [], []
        for visit_id, plan in numbered:
            content = plan_columns(plan)
            visits.append((visit_id, self.source, plan.key, plan.recipient_id, 1, status[plan.cancelled], *content))
            revisions.append(self._revision(visit_id, 1, plan, content))
            if plan.date <= self.derive_until:
                self._touch(plan)
        bulk.insert(table_of(Visit), VISIT, visits)
        self._append(revisions)
        self._workers(numbered)
        added = [(visit_id, 1, plan) for visit_id, plan in numbered if self._added(plan)]
        self._record([(visit_id, self.run.id, 0, number, "added", self.published) for visit_id, number, _ in added])
        self.reader.counts.created += len(plans)

    def _added(self, plan: Plan) -> bool:
        return not plan.cancelled and self.known_days[plan.unit_id, plan.date]

    def _change(self, pairs: list[tuple[Plan, int]]) -> None:
        if not pairs:
            return
        ids = [visit_id for _, visit_id in pairs]
        olds = {row.id: row for row in db.session.execute(select(Visit.__table__).where(bulk.among(Visit.id, ids)))}
        numbers = next_numbers(ids)
        self.run.recipients.update([plan.recipient_id for plan, _ in pairs])
        kept = [(plan, olds[visit_id]) for plan, visit_id in pairs if self._may_change(plan, olds[visit_id])]
        revisions, puts, records = [], [], []
        for plan, old in kept:
            content, number = plan_columns(plan), numbers[old.id]
            revisions.append(self._revision(old.id, number, plan, content))
            status = STATUS.get((old.status, plan.cancelled), old.status)
            puts.append((plan.key, number, status, *content, old.id))
            records += self._difference(plan, old, number)
            self._touch(plan, old)
        self._append(revisions)
        bulk.execute_many(PUT, puts)
        bulk.execute_many("DELETE FROM visit_worker WHERE visit_id = ?", [(old.id,) for _, old in kept])
        self._workers([(old.id, plan) for plan, old in kept])
        self._rename([(plan, old) for plan, old in kept if plan.key != old.outside_id])
        self._record(records)

    def _may_change(self, plan: Plan, old: Row[Any]) -> bool:
        if not self.run.order.covers(old.unit_id):
            self.reader.reject(plan.line, *TAKEN, "visit_id", plan.key)
            return False
        if old.recipient_id != plan.recipient_id:
            message = "Besöket hör till en annan omsorgstagare. Ge det nya besöket en egen nyckel."
            self.reader.reject(plan.line, "recipient_changed", message, "recipient_id")
            return False
        return True

    def _difference(self, plan: Plan, old: Row[Any], number: int) -> list[tuple[Any, ...]]:
        """The change record of one visit, if somebody should hear of it."""
        revived = old.revision == 0
        self.reader.counts.created += revived
        self.reader.counts.updated += not revived
        if revived:
            kind = "added" if self._added(plan) else ""
        else:
            window, says = plan.window, (plan.duration, plan.services, plan.workers, plan.cancelled)
            kind = changes.kinds(told(old), Told(window.start, window.end, *says))
        return [(old.id, self.run.id, old.revision, number, kind, self.published)] if kind else []

    def _revision(self, visit_id: int, number: int, plan: Plan, content: tuple[Any, ...]) -> tuple[Any, ...]:
        reason = _encrypt(plan.cancel_reason, None) if plan.cancel_reason else None
        return (visit_id, number, self.run.id, self.published, plan.key, reason, *content)

    def _append(self, revisions: list[tuple[Any, ...]]) -> None:
        bulk.insert(table_of(VisitRevision), REVISION, revisions)

    def _record(self, records: list[tuple[Any, ...]]) -> None:
        columns = ", ".join(CHANGE)
        bulk.execute_many(f"INSERT INTO visit_change ({columns}) VALUES (?, ?, ?, ?, ?, ?)", records)  # noqa: S608

    def _workers(self, numbered: list[tuple[int, Plan]]) -> None:
        rows = [(worker, plan.date, visit_id) for visit_id, plan in numbered for worker in plan.worker_ids]
        bulk.insert(table_of(VisitWorker), ("worker_id", "date", "visit_id"), rows)

    def _rename(self, pairs: list[tuple[Plan, Row[Any]]]) -> None:
        """Let a visit that came back under a new id be found under the old one too."""
        known = {(plan.key, old.id) for plan, old in pairs}
        self.aliases = self.aliases or bool(pairs)
        bulk.execute_many(
            "DELETE FROM visit_alias WHERE source = ? AND outside_id = ?", [(self.source, key) for key, _ in known]
        )
        bulk.execute_many(
            "INSERT INTO visit_alias (source, outside_id, visit_id) VALUES (?, ?, ?)",
            [(self.source, old.outside_id, old.id) for _, old in pairs],
        )

    def _touch(self, plan: Plan, old: Row[Any] | None = None) -> None:
        self.run.touch(plan.recipient_id, plan.worker_ids, date.fromisoformat(plan.date))
        if old is not None:
            self.run.touch(old.recipient_id, old.worker_ids, old.date)


def told(row: Row[Any]) -> Told:
    """What may have been told of a stored visit."""
    services, workers = (",".join(map(str, ids)) for ids in (row.service_ids, row.worker_ids))
    return Told(row.window_start_at, row.window_end_at, row.duration_minutes, services, workers, row.cancelled)


def next_numbers(visit_ids: list[int]) -> dict[int, int]:
    """The number that the next revision of each visit gets; numbers of taken-back revisions are not used again."""
    chosen = (
        select(VisitRevision.visit_id, func.max(VisitRevision.number) + 1)
        .where(bulk.among(VisitRevision.visit_id, visit_ids))
        .group_by(VisitRevision.visit_id)
    )
    return {visit_id: number for visit_id, number in db.session.execute(chosen)}
