"""Visits as a text may tell of them: windows on the wall clock, workers as they wish to be shown, services."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import select

from backend.access.scope import Scope
from notifications.compose import ServiceFact, WindowFact, first_name
from notifications.sms_text import outside
from schema import clock
from schema.db import db
from schema.tables import Service, Worker


class Planned(Protocol):
    """A row with the planned content of a visit: the visit itself, or one of its revisions."""

    @property
    def window_start_at(self) -> datetime: ...
    @property
    def window_end_at(self) -> datetime: ...
    @property
    def worker_ids(self) -> tuple[int, ...]: ...
    @property
    def service_ids(self) -> tuple[int, ...]: ...


class Windows:
    """Makes windows of rows; names and services are asked for once, for all of them."""

    def __init__(self, rows: Iterable[Planned], also_workers: Iterable[int] = ()):
        known = list(rows)
        self._names = _names({one for row in known for one in row.worker_ids} | set(also_workers))
        self._services = _services({one for row in known for one in row.service_ids})

    def of(self, row: Planned, new: Collection[int] = ()) -> WindowFact:
        """The window of a row; `new` are workers who come there for the first time."""
        window = self.made(row.window_start_at, row.window_end_at, row.worker_ids, row.service_ids)
        return replace(window, first=frozenset(self._names[one] for one in new if one in self._names))

    def made(
        self, begins: datetime, ends: datetime, workers: Iterable[int], services: Iterable[int] = ()
    ) -> WindowFact:  # fmt: skip
        """A window of its parts."""
        return WindowFact(
            clock.local(begins),
            clock.local(ends),
            tuple(self._names[one] for one in workers if one in self._names),
            tuple(self._services[one] for one in services if one in self._services),
        )


def _names(ids: set[int]) -> dict[int, str]:
    query = select(Worker.id, Worker.shown_name, Worker.shown_as).where(Worker.id.in_(sorted(ids)), Worker.revision > 0)
    return {row.id: first_name(row.shown_name, row.shown_as) for row in db.session.execute(query)}


def _services(ids: set[int]) -> dict[int, ServiceFact]:
    query = select(Service.id, Service.public_label, Service.category, Service.relatives_see)
    rows = db.session.execute(query.where(Service.id.in_(sorted(ids))))
    return {row.id: ServiceFact(row.public_label, row.category, row.relatives_see) for row in rows}


def costly_names(scope: Scope, unit_id: int) -> list[str]:
    """The names of a unit's workers, as texts say them, whose letters make a text travel as UCS-2; by name."""
    query = select(Worker.shown_name, Worker.shown_as).where(
        Worker.unit_id == unit_id, scope.units(Worker.unit_id), Worker.revision > 0
    )
    names = {first_name(row.shown_name, row.shown_as) for row in db.session.execute(query)}
    return sorted(name for name in names if outside(name))
