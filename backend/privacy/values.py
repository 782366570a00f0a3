"""A row's values as they are handed out: instants and dates as ISO, ids of units, services and workers as names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import select

from schema import clock
from schema.db import db
from schema.tables import Service, Unit, Worker

NAMELESS = "medarbetare"


class Names:
    """What ids are called. A worker is named as she has chosen to be shown, else by her title."""

    @cached_property
    def units(self) -> Mapping[int, str]:
        """Units by row id."""
        return {id_: name for id_, name in db.session.execute(select(Unit.id, Unit.name))}

    @cached_property
    def services(self) -> Mapping[int, str]:
        """Services by row id."""
        return {id_: name for id_, name in db.session.execute(select(Service.id, Service.name))}

    @cached_property
    def workers(self) -> Mapping[int, str]:
        """Workers by row id."""
        rows = db.session.execute(select(Worker.id, Worker.shown_name, Worker.title))
        return {id_: shown or title or NAMELESS for id_, shown, title in rows}

    def value(self, column: str, value: Any) -> Any:
        """A value of a column, as JSON can hold it."""
        named = _NAMED.get(column)
        if named is not None and value is not None:
            table: Mapping[int, str] = getattr(self, named)
            return [table.get(one, "") for one in value] if isinstance(value, Iterable) else table.get(value, "")
        if isinstance(value, dict):
            return {key: self.value(key, part) for key, part in value.items() if key != "home_key"}
        for kind, plain in _PLAIN:
            if isinstance(value, kind):
                return plain(value)
        return value


_NAMED = {
    "unit_id": "units", "from_unit_id": "units", "service_ids": "services", "worker_id": "workers",
    "worker_ids": "workers", "key_worker_id": "workers",
}  # fmt: skip
_PLAIN: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (datetime, lambda instant: clock.local(instant).isoformat(timespec="seconds")),
    (date, date.isoformat),
    (time, lambda at: at.isoformat(timespec="minutes")),
    (Decimal, str),
    (tuple, list),
    (bytes, lambda _: None),
)
