"""A small town straight in the tables: what linking and state need of a plan, without the import."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from schema import clock
from schema.db import db
from schema.tables import (
    Event,
    EventLedger,
    Execution,
    Home,
    ImportRun,
    Recipient,
    Service,
    Unit,
    Visit,
    VisitRevision,
    VisitWorker,
    Worker,
)  # fmt: skip
from schema.wire.facts import FactIn
from tests.visits.day import DAY, LONG_AGO, at

PLAN = ("unit_id", "date", "window_start_at", "window_end_at", "duration_minutes", "service_ids", "worker_ids", "staff",
        "time_critical", "decision_id", "cancelled", "digest")  # fmt: skip


@dataclass
class Town:
    """One unit; workers w1…, recipients r1… each in a home of her own, but that "r1" and "r2" share one."""

    run: ImportRun
    unit: Unit
    service: Service
    workers: dict[str, int] = field(default_factory=dict)
    recipients: dict[str, int] = field(default_factory=dict)
    visits: dict[str, int] = field(default_factory=dict)

    def visit(
        self, name: str, recipient: str, start: str, end: str, *workers: str, minutes: int = 30, **more: Any
    ) -> Visit:  # fmt: skip
        """A planned visit on the day of the tests, with its first revision."""
        ids = tuple(self.workers[worker] for worker in workers)
        row = Visit(
            source="plan", outside_id=name, recipient_id=self.recipients[recipient], revision=1, unit_id=self.unit.id,
            date=clock.local_date(at(start)), window_start_at=at(start), window_end_at=at(end),
            duration_minutes=minutes, service_ids=(self.service.id,), worker_ids=ids, staff=max(1, len(ids)),
            time_critical=False, decision_id=None, status="planned", digest="",
            **{"cancelled": False, **more},
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        self.visits[name] = row.id
        self.revise(row, at=LONG_AGO)
        db.session.add_all(VisitWorker(worker_id=one, date=row.date, visit_id=row.id) for one in ids)
        return row

    def revise(self, row: Visit, *, at: datetime, **changes: Any) -> None:
        """The visit's present content, with `changes`, as its next revision."""
        number = len(db.session.scalars(select(VisitRevision.id).where(VisitRevision.visit_id == row.id)).all()) + 1
        for name, value in changes.items():
            setattr(row, name, value)
        row.revision = number
        db.session.add(
            VisitRevision(
                visit_id=row.id, number=number, run_id=self.run.id, published_at=at, outside_id=row.outside_id,
                cancel_reason=None, **{name: getattr(row, name) for name in PLAN},
            )
        )  # fmt: skip
        db.session.flush()

    def fact(
        self, kind: str, when: str, worker: str = "w1", recipient: str = "r1", visit: str | None = None, **more: Any
    ) -> FactIn:  # fmt: skip
        """A fact, its event id made up unless given."""
        fields: dict[str, Any] = {"event_id": str(uuid.uuid4()), "method": "qr", **more}
        return FactIn(
            kind=kind, visit_id=self.visits[visit] if visit else None, recipient_id=self.recipients[recipient],
            worker_id=self.workers[worker], occurred_at=at(when), **fields,
        )  # fmt: skip

    def state(self, name: str) -> tuple[str, str | None, str | None]:
        """Status, start and end of a visit, as clock times."""
        db.session.expire_all()
        row = db.session.get_one(Visit, self.visits[name])
        return row.status, clock_time(row.started_at), clock_time(row.ended_at)

    def version(self, recipient: str) -> int:
        """The version of a recipient's home."""
        db.session.expire_all()
        row = db.session.get_one(Recipient, self.recipients[recipient])
        return db.session.get_one(Home, row.home_id).version


def make(workers: int = 2, recipients: int = 3) -> Town:
    """A town in the database; flushed, not committed."""
    run = ImportRun(source="plan", started_at=LONG_AGO, finished_at=LONG_AGO, package="p", report={})
    unit = Unit(source="plan", outside_id="u", name="Norr", steering="minutes")
    service = Service(source="plan", outside_id="s", name="Dusch", counts_for_continuity=True, relatives_see="yes")
    db.session.add_all([run, unit, service])
    db.session.flush()
    town = Town(run, unit, service)
    for number in range(1, workers + 1):
        town.workers[f"w{number}"] = _add(
            Worker(source="plan", outside_id=f"w{number}", name=f"Leila {number}", unit_id=unit.id,
                   shown_as="first_name", shown_name="Leila")
        )  # fmt: skip
    for number in range(1, recipients + 1):
        home = "h1" if number == 2 else f"h{number}"
        home_id = db.session.scalar(select(Home.id).where(Home.outside_id == home)) or _add(
            Home(source="plan", outside_id=home, address=f"Storgatan {number}")
        )
        town.recipients[f"r{number}"] = _add(
            Recipient(source="plan", outside_id=f"r{number}", name=f"Elsa {number}", unit_id=unit.id, home_id=home_id,
                      language="sv", sms_detail="none", protected=False)
        )  # fmt: skip
    return town


def _add(row: Any) -> int:
    db.session.add(row)
    db.session.flush()
    row_id: int = row.id
    return row_id


def clock_time(instant: datetime | None) -> str | None:
    """ "08:10" in UTC."""
    return instant.astimezone(UTC).strftime("%H:%M") if instant else None


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Facts, executions and visits without what hangs on the order of arrival (row ids, salts, receipt)."""
    db.session.expire_all()
    names = {row.fact_id: row.event_id for row in db.session.execute(select(EventLedger.fact_id, EventLedger.event_id))}
    facts = [
        (names[row.id], row.kind, row.visit_id, row.recipient_id, row.worker_id, row.occurred_at, row.method)
        for row in db.session.scalars(select(Event))
    ]
    executions = [
        (row.recipient_id, row.worker_id, row.visit_id or 0, row.date, str(row.check_in_at), str(row.check_out_at),
         names.get(row.check_in_id or 0, ""), names.get(row.check_out_id or 0, ""), row.method, row.extra_taps)
        for row in db.session.scalars(select(Execution))
    ]  # fmt: skip
    visits = [
        (row.outside_id, row.status, str(row.started_at), str(row.ended_at), str(row.expected_at))
        for row in db.session.scalars(select(Visit))
    ]
    return {"facts": sorted(facts, key=str), "executions": sorted(executions), "visits": sorted(visits)}


def on(day: date = DAY, hours: int = 22) -> datetime:
    """An instant of the day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)
