"""A municipality with a past: two units, somebody long gone, somebody private, and the day that is being lived."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import time_machine
from sqlalchemy import select

from backend.access.scope import MUNICIPALITY
from backend.intake import plans
from backend.planning.importing import ImportOrder
from schema import clock
from schema.db import db
from schema.tables import Recipient, Relative, Worker
from tests.packages import DAY, execution, small_package, visit, write_package

LONG_AGO = date(2021, 10, 5)
"""More than five years before the tests' day, and a Tuesday."""
NOT_SO_LONG_AGO = date(2023, 3, 7)
"""More than two years before it, less than five."""


def lay(folder: Path, day: date, tables: dict[str, Any]) -> None:
    """Import a package as on the evening of a date."""
    with time_machine.travel(clock.instant(day, time(22)), tick=True):
        outcome = plans.import_plan(write_package(folder / f"p{day}", **tables), ImportOrder("plan"), lambda *_: None)
        assert outcome.exit_code == 0, outcome.report
        db.session.commit()


def past(day: date, prefix: str, unit: str = "norr", **more: Any) -> dict[str, Any]:
    """A package of one recipient with a relative, a decision, an absence, two visits and what was done, on a date."""
    one = f"{prefix}1"
    tables = small_package(day)
    tables["units"].append({"unit_id": "privat", "name": "Omsorg AB", "provider": "AB", "provider_kind": "external"})
    tables["recipients"] = [
        {"recipient_id": one, "name": f"Gunnar {prefix.title()}", "unit_id": unit, "home_id": f"hem-{prefix}",
         "phone": "+46701740699", "personal_number": "19340517-1236", "language": "sv", "address": "Gamla vägen 9",
         "postal_code": "753 20", "city": "Uppsala", "sms_detail": "names", **more},
    ]  # fmt: skip
    tables["relatives"] = [
        {"relative_id": f"{prefix}-r", "recipient_id": one, "name": "Karin Dotter", "relation": "dotter",
         "phone": "+46701740698", "secrecy_consent_on": str(day), "data_consent_on": str(day), "consent_basis": "self",
         "may_see": "names", "notices": "all"},
    ]  # fmt: skip
    tables["decisions"] = [
        {"decision_id": f"{prefix}-d", "recipient_id": one, "kind": "hemtjänst", "decided_on": str(day)}
    ]
    tables["absences"] = [{"recipient_id": one, "from": str(day), "to": str(day), "reason": "sjukhus"}]
    tables["visits"] = [
        visit(f"{prefix}-a", one, day, "08:00", "09:00", 30, "dusch", "w1", unit_id=unit, decision_id=f"{prefix}-d"),
        visit(f"{prefix}-b", one, day, "12:00", "13:00", 30, "frukost", "w1|w2", unit_id=unit),
    ]
    tables["executions"] = [
        execution(f"{prefix}-a", "w1", f"{day}T08:05", f"{day}T08:35"),
        execution(f"{prefix}-b", "w1", f"{day}T12:05", f"{day}T12:35"),
        execution(f"{prefix}-b", "w2", f"{day}T12:10", f"{day}T12:40"),
    ]
    return tables


def today(folder: Path) -> None:
    """The small package's day, with what was done: so that nobody of the past has the newest fact."""
    tables = small_package()
    tables["executions"] = [
        execution("v1", "w1", f"{DAY}T08:05", f"{DAY}T08:35"),
        execution("v5", "w2", f"{DAY}T09:40", f"{DAY}T10:02"),
    ]
    tables["relatives"] = [
        {"relative_id": "kalle", "recipient_id": "elsa", "name": "Kalle Berg", "relation": "son",
         "phone": "+46701740611", "consent_basis": "self", "secrecy_consent_on": "2026-01-10",
         "data_consent_on": "2026-01-10", "may_see": "names", "notices": "all"},
    ]  # fmt: skip
    lay(folder, DAY, tables)


def whole(folder: Path) -> None:
    """Everybody: long gone in the own unit, gone from a private one, and those of today."""
    lay(folder, LONG_AGO, past(LONG_AGO, "forna"))
    lay(folder, NOT_SO_LONG_AGO, past(NOT_SO_LONG_AGO, "privata", unit="privat"))
    lay(folder, date(2024, 2, 6), past(date(2024, 2, 6), "nyss"))
    today(folder)


def id_of(model: Any, outside_id: str) -> int:
    """The row id of somebody by her id in the plan."""
    return int(db.session.scalars(select(model.id).where(model.outside_id == outside_id)).one())


def recipient(outside_id: str) -> Recipient:
    """The recipient by her id in the plan, read anew."""
    return db.session.scalars(
        select(Recipient).where(Recipient.outside_id == outside_id).execution_options(populate_existing=True)
    ).one()


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


__all__ = ["MUNICIPALITY", "Relative", "Worker"]
