"""A municipality by a package, whose plan changes as the day goes on: what it announces, and what is sent of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from backend import jobs
from backend.access.unit_of_work import committed
from backend.intake import events, plans
from backend.planning.importing import ImportOrder
from schema import clock
from schema.db import db
from schema.tables import Recipient, Visit, Worker
from schema.wire.facts import FactIn, Origin
from tests.fake_twilio import FakeTwilio
from tests.notices.town import at, number
from tests.packages import DAY, small_package, write_package

ELSA, ARNE, SIGNE, ANNA = number(5), number(6), number(7), number(21)


class Day:
    """A municipality by a package, its plan changed as the day goes, its messages by number."""

    def __init__(self, folder: Path, twilio: FakeTwilio):
        self.folder, self.twilio, self.tables, self.imports = folder, twilio, small_package(), 0
        for person in self.tables["recipients"]:
            person["sms_detail"] = "names"

    def relative(self, recipient_id: str, phone: str, **more: Any) -> None:
        """Somebody's relative, with both consents."""
        row = {
            "relative_id": f"a{phone[-2:]}", "recipient_id": recipient_id, "name": "Anna Berg", "phone": phone,
            "secrecy_consent_on": "2026-01-15", "data_consent_on": "2026-01-15", "consent_basis": "self",
            "may_see": "names", "notices": "changes", **more,
        }  # fmt: skip
        self.tables.setdefault("relatives", []).append(row)

    def plan(self, when: datetime, **options: Any) -> None:
        """Hand the plan over as it stands."""
        self.imports += 1
        path = write_package(self.folder / str(self.imports), **self.tables)
        with clock.standing_at(when), committed():
            outcome = plans.import_plan(path, ImportOrder(source="plan", **options))
        assert not outcome.report["errors"], outcome.report["errors"]

    def visit(self, visit_id: str) -> dict[str, Any]:
        return next(row for row in self.tables["visits"] if row["visit_id"] == visit_id)

    def tap(self, kind: str, visit_id: str | None, when: datetime, worker: str = "w1", who: str = "elsa") -> None:
        """A worker's phone tells."""
        found = db.session.scalars(select(Visit).where(Visit.outside_id == visit_id)).first()
        worker_id = db.session.scalars(select(Worker.id).where(Worker.outside_id == worker)).one()
        recipient_id = found.recipient_id if found else person(who).id
        fact = FactIn(f"{kind}{visit_id}{when}", kind, found and found.id, recipient_id, worker_id, when)
        with clock.standing_at(when), committed():
            events.receive([fact], Origin())

    def tick(self, when: datetime, job: str = "announce") -> list[tuple[str, str]]:
        """Run a job and deliver; what was sent, as (number, words)."""
        before = len(self.twilio.accepted)
        db.session.commit()
        jobs.once(job, when)
        db.session.expire_all()
        return sorted((message["to"], message["body"]) for message in self.twilio.accepted[before:])

    def begin(self) -> None:
        """The plan is here since yesterday, and the morning list has gone out."""
        self.plan(at(15, day=DAY - timedelta(1)))
        self.tick(at(6, 30), "morning_list")


def person(who: str) -> Recipient:
    return db.session.scalars(select(Recipient).where(Recipient.outside_id == who)).one()
