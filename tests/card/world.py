"""A small home-care day, row by row: what the card reads, without the import that would make it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from backend.cards.issue import card_for
from schema import clock, walls
from schema.db import db
from schema.tables import (
    Execution,
    Home,
    ImportRun,
    Recipient,
    Service,
    Unit,
    Visit,
    VisitChange,
    VisitRevision,
    VisitWorker,
    Worker,
)

DAY = date(2026, 11, 24)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    """A local wall time of the day, as an instant."""
    return clock.instant(day, time(hour, minute))


def add(row: Any) -> Any:
    """Add and flush."""
    db.session.add(row)
    db.session.flush()
    return row


class World:
    """One unit, one home, services and workers; `visit` and `change` fill the day."""

    def __init__(self) -> None:
        self.unit = add(
            Unit(source="plan", outside_id="norr", name="Hemtjänst Norr", steering="minutes", phone="018-123 45 67")
        )
        self.run = add(ImportRun(source="plan", started_at=at(5), package="plan", report={}))
        self.services = {
            name: add(
                Service(
                    source="plan", outside_id=name, name=name, public_label=label, category=category,
                    counts_for_continuity=True, relatives_see="yes",
                )
            )
            for name, label, category in (
                ("lunch", "Lunchdags", "meal"), ("dusch", None, "personal_care"),
                ("insulin", "Insulinspruta", "nursing"),
            )
        }  # fmt: skip
        self.workers = {
            name: add(
                Worker(
                    source="plan", outside_id=name, name=f"{name} Efternamn", unit_id=self.unit.id, title=title,
                    shown_as="first_name", shown_name=shown,
                )
            )
            for name, title, shown in (
                ("Ali", "Undersköterska", "Ali"), ("Sara", "Vårdbiträde", "Sara"), ("Hemlig", "Sjuksköterska", ""),
            )
        }  # fmt: skip
        self.home = self.new_home("h1")
        self.person = self.new_person("elsa", self.home)

    def new_home(self, outside_id: str) -> Home:
        """Another home."""
        home: Home = add(Home(source="plan", outside_id=outside_id, address="Hemliga gatan 7", version=1))
        return home

    def new_person(self, outside_id: str, home: Home, **more: Any) -> Recipient:
        """Another recipient in a home."""
        fields = {"language": "sv", "sms_detail": "none", "protected": False, "name": "Elsa Hemlighet", **more}
        person: Recipient = add(
            Recipient(source="plan", outside_id=outside_id, unit_id=self.unit.id, home_id=home.id, **fields)
        )
        return person

    def visit(
        self, name: str, start: datetime, end: datetime, services: str = "lunch", workers: str = "Ali",
        person: Recipient | None = None, number: int = 1, **more: Any,
    ) -> Visit:  # fmt: skip
        """A visit with its revision and route; `services` and `workers` by their names, a space between."""
        who = [self.workers[one].id for one in workers.split()]
        plan = {
            "unit_id": self.unit.id, "date": clock.local_date(start), "window_start_at": start, "window_end_at": end,
            "duration_minutes": 30, "staff": max(1, len(who)), "time_critical": False, "digest": "d",
            "service_ids": tuple(self.services[one].id for one in services.split()), "worker_ids": tuple(who),
            "cancelled": more.get("status") == "cancelled",
        }  # fmt: skip
        visit: Visit = add(
            Visit(
                source="plan", outside_id=name, recipient_id=(person or self.person).id, revision=number,
                **{"status": "planned", **plan, **more},
            )
        )  # fmt: skip
        self.revision(visit, number)
        for worker_id in who:
            add(VisitWorker(worker_id=worker_id, date=plan["date"], visit_id=visit.id))
        return visit

    def revision(self, visit: Visit, number: int, **was: Any) -> None:
        """A revision of a visit: as it stands, but for `was`."""
        names = (
            "unit_id", "date", "window_start_at", "window_end_at", "duration_minutes", "service_ids", "worker_ids",
            "staff", "time_critical", "cancelled", "digest",
        )  # fmt: skip
        content = {name: getattr(visit, name) for name in names} | was
        add(
            VisitRevision(
                visit_id=visit.id, number=number, run_id=self.run.id, published_at=at(5), outside_id=visit.outside_id,
                **content,
            )
        )  # fmt: skip

    def change(self, visit: Visit, when: datetime, run: ImportRun | None = None, **was: Any) -> None:
        """Record that a visit was otherwise until `when`; without `was` it is new."""
        before = visit.revision
        if was:
            visit.revision = before + 1
            walls.lift(db.session.connection(), ["visit_revision"])  # as if the visit had been so from the start
            row = db.session.query(VisitRevision).filter_by(visit_id=visit.id, number=before).one()
            for name, value in was.items():
                setattr(row, name, value)
            self.revision(visit, before + 1)
        kinds, run_id = "time" if was else "added", (run or self.run).id
        add(
            VisitChange(
                visit_id=visit.id, run_id=run_id, from_number=before if was else 0, to_number=visit.revision,
                kind=kinds, became_at=when,
            )
        )  # fmt: skip

    def came(self, visit: Visit, worker: str, start: datetime, end: datetime | None = None) -> None:
        """An execution, and the visit's state as derived from it."""
        add(
            Execution(
                visit_id=visit.id, recipient_id=visit.recipient_id, worker_id=self.workers[worker].id,
                unit_id=self.unit.id, date=visit.date, check_in_at=start, check_out_at=end, method="qr",
            )
        )  # fmt: skip
        visit.status, visit.started_at, visit.ended_at = ("done" if end else "in_progress"), start, end

    def yesterday(self, worker: str = "Ali") -> Visit:
        """A visit of the day before, done by a worker."""
        day = DAY - timedelta(days=1)
        visit = self.visit(f"before-{worker}", at(8, 0, day), at(9, 0, day), workers=worker)
        self.came(visit, worker, at(8, 5, day), at(8, 30, day))
        return visit

    def token(self, home: Home | None = None) -> str:
        """The token of the home's card; everything so far is committed."""
        token = card_for((home or self.home).id)
        db.session.commit()
        assert token
        return token
