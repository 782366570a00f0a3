"""What somebody asks a report of gaps for, in the words of the command line: dates, a unit, tolerances."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from backend.gaps.judge import Span
from backend.gaps.kinds import MINUTES
from schema import clock
from schema.db import db
from schema.tables import Service, Tolerance, Unit

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Misasked(ValueError):
    """Something that cannot be asked; the message says what and what can."""


def day(text: str) -> date:
    """A date, exactly YYYY-MM-DD. Raises Misasked."""
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Misasked(f"{text!r} is no date: write it like 2026-11-24") from None


def span(first: str, last: str) -> Span:
    """A period, both dates in. Raises Misasked."""
    asked = Span(day(first), day(last))
    if asked.last < asked.first:
        raise Misasked(f"the period ends ({last}) before it begins ({first})")
    return asked


def units(unit: str | None, source: str | None) -> frozenset[int] | None:
    """The row ids of a unit (outside id), or of a source's units; None when nothing narrows. Raises Misasked."""
    if unit is None and source is None:
        return None
    query = select(Unit.id, Unit.source).where(Unit.revision > 0).order_by(Unit.id)
    if unit is not None:
        query = query.where(Unit.outside_id == unit)
    if source is not None:
        query = query.where(Unit.source == source)
    rows = db.session.execute(query).all()
    if not rows:
        raise Misasked(f"no unit {unit!r} is known" if unit is not None else f"the source {source!r} has no units")
    if unit is not None and len(rows) > 1:
        sources = ", ".join(row.source for row in rows)
        raise Misasked(f"several sources have a unit {unit!r} ({sources}): say which with --source")
    return frozenset(row.id for row in rows)


def tolerances(given: Iterable[str]) -> dict[str, int]:
    """Tolerances in minutes from `kind=minutes`. Raises Misasked."""
    return dict(_tolerance(text) for text in given)


def _tolerance(text: str) -> tuple[str, int]:
    kind, _, minutes = text.partition("=")
    known_kind(kind)
    if not minutes.isdecimal() or not minutes.isascii() or int(minutes) > 1440:
        raise Misasked(f"{text!r}: write a kind, = and whole minutes from 0 to 1440, like late=10")
    return kind, int(minutes)


def known_kind(kind: str) -> str:
    """The kind, if it has a tolerance. Raises Misasked."""
    if kind not in MINUTES:
        raise Misasked(f"{kind!r} has no tolerance; these have: {', '.join(sorted(MINUTES))}")
    return kind


def keep_tolerance(
    kind_and_minutes: str, from_on: str | None, unit: str | None, service: str | None, source: str | None
) -> None:
    """Set a tolerance of the municipality from a date on (today unless said). Raises Misasked. The caller commits."""
    kind, minutes = _tolerance(kind_and_minutes)
    unit_ids = units(unit, source) if unit is not None else None
    db.session.add(
        Tolerance(
            kind=kind,
            minutes=minutes,
            from_on=day(from_on) if from_on else clock.today(),
            unit_id=min(unit_ids) if unit_ids else None,
            service_id=_service(service, source) if service is not None else None,
        )
    )


def _service(service: str, source: str | None) -> int:
    query = select(Service.id).where(Service.outside_id == service, Service.revision > 0).order_by(Service.id)
    if source is not None:
        query = query.where(Service.source == source)
    ids = db.session.scalars(query).all()
    if len(ids) != 1:
        raise Misasked(f"{'no' if not ids else 'several'} services {service!r} are known; --source says whose")
    return ids[0]


def kept_tolerances() -> list[tuple[str, int, date, str | None, str | None]]:
    """The municipality's tolerances: kind, minutes, from, unit, service (outside ids), in order of kind and date."""
    query = (
        select(Tolerance.kind, Tolerance.minutes, Tolerance.from_on, Unit.outside_id, Service.outside_id)
        .outerjoin(Unit, Unit.id == Tolerance.unit_id)
        .outerjoin(Service, Service.id == Tolerance.service_id)
        .order_by(Tolerance.kind, Tolerance.from_on, Tolerance.id)
    )
    return [(kind, minutes, since, unit, service) for kind, minutes, since, unit, service in db.session.execute(query)]
