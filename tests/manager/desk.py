"""A unit's day for the manager's pages: a plan imported, facts received, the clock standing at noon."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from pathlib import Path

from sqlalchemy import select

from backend.intake.events import receive, watch
from backend.intake.plans import import_plan
from backend.planning.importing import ImportOrder
from schema import clock
from schema.db import db
from schema.tables import Gap, Recipient, Visit, Worker
from schema.wire.facts import FactIn, Origin
from tests.packages import DAY, small_package, write_package

PUBLISHED = clock.instant(DAY, time(5))


def at(text: str) -> datetime:
    """A wall time of the day."""
    return clock.instant(DAY, time(*map(int, text.split(":"))))


def lay_plan(folder: Path, **tables: list) -> None:
    """Import the small package, with these tables instead."""
    package = write_package(folder / "plan", **{**small_package(), **tables})
    order = ImportOrder(
        source="plan", dry_run=False, replace=False, force=False, mapping=None, user_id=None, api_key_id=None
    )
    with clock.standing_at(PUBLISHED):
        outcome = import_plan(package, order)
    assert outcome.exit_code == 0, outcome.report
    db.session.commit()


def tell(kind: str, when: str, worker: str, visit: str, now: str = "12:00", **more) -> None:
    """A fact about a visit arrives."""
    row = db.session.scalars(select(Visit).where(Visit.outside_id == visit)).one()
    worker_id = db.session.scalars(select(Worker.id).where(Worker.outside_id == worker)).one()
    fact = FactIn(str(uuid.uuid4()), kind, row.id, row.recipient_id, worker_id, at(when), **{"method": "qr", **more})
    with clock.standing_at(at(now)):
        receive([fact], Origin())
    db.session.commit()


def pass_time(now: str) -> None:
    """The minute's tick."""
    with clock.standing_at(at(now)):
        watch()
    db.session.commit()


def gap_id(kind: str, visit: str) -> int:
    """The id of a gap."""
    query = select(Gap.id).join(Visit, Visit.id == Gap.visit_id).where(Gap.kind == kind, Visit.outside_id == visit)
    return db.session.scalars(query).one()


def recipient_id(outside_id: str) -> int:
    """The row id of a recipient."""
    return db.session.scalars(select(Recipient.id).where(Recipient.outside_id == outside_id)).one()
