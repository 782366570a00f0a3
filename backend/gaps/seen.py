"""Gaps as a manager reads them: each with its plan beside what really happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from backend.access.scope import Scope
from backend.gaps.begun import Held
from backend.gaps.facts import Mark, Stay
from backend.gaps.listing import STATE, in_scope, whole_minutes
from backend.gaps.load import cases
from schema.db import db
from schema.tables import Gap, Recipient, Service, Worker

_COLUMNS = (
    Gap.id, Gap.key, Gap.kind, STATE.label("state"), Gap.visit_id, Gap.fact_id, Gap.worker_id, Gap.recipient_id,
    Gap.unit_id, Gap.date, Gap.seconds, Gap.found_at, Recipient.name.label("recipient"), Worker.name.label("worker"),
    Recipient.phone.label("recipient_phone"), Recipient.landline.label("landline"), Worker.phone.label("worker_phone"),
)  # fmt: skip


@dataclass(frozen=True)
class Presence:
    """Somebody's time there; either end may be wanting."""

    worker: str
    began_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True)
class Seen:
    """A visit's judged plan beside what happened. The plan's fields are None for what nobody had planned."""

    presences: tuple[Presence, ...]
    words: tuple[tuple[str, datetime], ...] = ()
    """Other facts: arrived, absent, declined, with when."""
    window_start_at: datetime | None = None
    window_end_at: datetime | None = None
    duration_minutes: int | None = None
    services: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    planned_phones: tuple[str | None, ...] = ()
    """The telephones of those planned, in the order of their names."""
    time_critical: bool = False


@dataclass(frozen=True)
class Entry:
    """One gap with what it is about, in names."""

    id: int
    key: str
    kind: str
    state: str
    visit_id: int | None
    recipient_id: int
    recipient: str
    worker_id: int | None
    worker: str | None
    unit_id: int
    date: date
    seconds: int
    found_at: datetime
    recipient_phone: str | None
    landline: str | None
    worker_phone: str | None
    seen: Seen

    @property
    def minutes(self) -> int:
        """Whole minutes."""
        return whole_minutes(self.seconds)


def entries(scope: Scope, *conditions: Any) -> list[Entry]:
    """The gaps inside the scope that meet the conditions, by id."""
    rows = db.session.execute(in_scope(scope, *conditions, columns=_COLUMNS).order_by(Gap.id)).all()
    shown = _seen(rows)
    fields = [name for name in Entry.__dataclass_fields__ if name != "seen"]
    return [Entry(seen=shown[row.id], **{name: getattr(row, name) for name in fields}) for row in rows]


def _seen(rows: Sequence[Any]) -> dict[int, Seen]:
    if not rows:
        return {}
    days = [row.date for row in rows]
    found = cases({row.recipient_id for row in rows}, min(days), max(days))
    held = {visit.id: Held.of(visit) for case in found for visit in case.visits}
    loose = {stay.fact_id: stay for case in found for stay in case.unplanned}
    names = Names.of(held.values(), loose.values())
    empty = Seen(())
    return {
        row.id: names.visit(held[row.visit_id]) if row.visit_id in held
        else names.unplanned(loose[row.fact_id]) if row.fact_id in loose else empty
        for row in rows
    }  # fmt: skip


@dataclass(frozen=True)
class Names:
    """Workers' and services' names by row id."""

    workers: dict[int, str]
    services: dict[int, str]
    phones: dict[int, str | None]

    @classmethod
    def of(cls, held: Iterable[Held], loose: Iterable[Stay] = ()) -> Names:
        """The names that these visits and executions need."""
        held = list(held)
        stays = [stay for one in held for stay in one.visit.stays] + list(loose)
        workers = {stay.worker_id for stay in stays} | {worker for one in held for worker in one.plan.worker_ids}
        services = {service for one in held for service in one.plan.service_ids}
        known = db.session.execute(
            select(Worker.id, Worker.name, Worker.phone).where(Worker.id.in_(sorted(workers))).order_by(Worker.id)
        ).all()
        return cls({row.id: row.name for row in known}, _services(services), {row.id: row.phone for row in known})

    def visit(self, held: Held) -> Seen:
        """A visit under its judged plan."""
        plan = held.plan
        return Seen(
            presences=self._presences(held.visit.stays),
            words=_words(held.visit.marks),
            window_start_at=plan.window_start_at,
            window_end_at=plan.window_end_at,
            duration_minutes=plan.duration_minutes,
            services=tuple(self.services.get(service, "") for service in plan.service_ids),
            planned=tuple(self.workers.get(worker, "") for worker in plan.worker_ids),
            planned_phones=tuple(self.phones.get(worker) for worker in plan.worker_ids),
            time_critical=plan.time_critical,
        )

    def unplanned(self, stay: Stay) -> Seen:
        """An execution that nobody had planned."""
        return Seen(self._presences([stay]))

    def _presences(self, stays: Iterable[Stay]) -> tuple[Presence, ...]:
        return tuple(Presence(self.workers.get(one.worker_id, ""), one.began_at, one.left_at) for one in stays)


def _words(marks: Iterable[Mark]) -> tuple[tuple[str, datetime], ...]:
    return tuple((mark.kind, mark.at) for mark in marks)


def _services(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(Service.id, Service.name).where(Service.id.in_(sorted(ids))).order_by(Service.id))
    return {row.id: row.name for row in rows}
