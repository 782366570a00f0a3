"""People and visits laid straight into the tables, for tests of what is told to whom."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.tables import Absence, Home, Recipient, Relative, Service, Unit, Visit, Worker

DAY = date(2026, 11, 24)
MORNING = datetime.combine(DAY, time(6, 30))
SOURCE = "plan"


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    """The instant of a local time."""
    return clock.instant(day, time(hour, minute))


class Town:
    """Adds what it is asked for; every number is E.164."""

    def __init__(self) -> None:
        self._places = count(1)
        self.north = self.unit("norr", phone="018-123 45 67")
        self.leila = self.worker("Leila", "Leila Virtanen")
        self.jonas = self.worker("Jonas", "Jonas Ek")
        self.help = self.service("Dusch", "Hjälp hemma", "personal_care")
        self.meal = self.service("Frukost", "Måltid", "meal")
        self.insulin = self.service("Insulin", "Hjälp hemma", "nursing", relatives_see="never")

    def unit(self, outside_id: str, **more: Any) -> Unit:
        return self._add(
            Unit(outside_id=outside_id, name=f"Hemtjänst {outside_id}", steering="minutes", **_planned(more))
        )

    def worker(self, shown: str, name: str, **more: Any) -> Worker:
        given = {"shown_as": "first_name", "unit_id": self.north.id, **more}
        return self._add(Worker(outside_id=name, name=name, shown_name=shown, **_planned(given)))

    def service(self, name: str, label: str | None, category: str, relatives_see: str = "yes") -> Service:
        return self._add(
            Service(outside_id=name, name=name, public_label=label, category=category, relatives_see=relatives_see,
                    counts_for_continuity=True, **_planned({}))
        )  # fmt: skip

    def recipient(self, name: str, phone: str | None, sms_detail: str = "times", **more: Any) -> Recipient:
        home = self._add(Home(source=SOURCE, outside_id=name))
        given = {"unit_id": self.north.id, "home_id": home.id, "language": "sv", "protected": False, **more}
        given["landline_hash"] = _hash(more.get("landline"))
        return self._add(
            Recipient(outside_id=name, name=name, phone=phone, phone_hash=_hash(phone), sms_detail=sms_detail,
                      **_planned(given))
        )  # fmt: skip

    def relative(self, recipient: Recipient, phone: str, may_see: str = "names", **more: Any) -> Relative:
        given = {"language": "sv", "notices": "all", "name": "Anna Anhörig", **more}
        return self._add(
            Relative(outside_id=f"a{recipient.id}{phone}", recipient_id=recipient.id, phone=phone,
                     phone_hash=_hash(phone), may_see=may_see, **_planned(given))
        )  # fmt: skip

    def visit(self, recipient: Recipient, start: datetime, end: datetime, *services: Service, **more: Any) -> Visit:
        workers = more.pop("workers", (self.leila,))
        given = {
            "unit_id": recipient.unit_id, "date": clock.local_date(start), "staff": 1, "time_critical": False,
            "cancelled": False, "status": "planned", "revision": 1, **more,
        }  # fmt: skip
        return self._add(
            Visit(source=SOURCE, outside_id=f"v{next(self._places)}", digest="",
                  recipient_id=recipient.id, window_start_at=start, window_end_at=end, duration_minutes=30,
                  service_ids=tuple(service.id for service in services or (self.help,)),
                  worker_ids=tuple(worker.id for worker in workers), **given)
        )  # fmt: skip

    def usual(self, recipient: Recipient, day: date = DAY) -> Visit:
        """One visit between 8 and 8.30."""
        return self.visit(recipient, at(8, day=day), at(8, 30, day=day))

    def willing(self, name: str, phone: str, sms_detail: str = "times", **more: Any) -> Recipient:
        """A recipient with her usual visit."""
        recipient = self.recipient(name, phone, sms_detail, **more)
        self.usual(recipient)
        return recipient

    def absence(self, recipient: Recipient, first: date, last: date) -> Absence:
        return self._add(
            Absence(outside_id=f"{recipient.id}|{first}", recipient_id=recipient.id, from_on=first, to_on=last,
                    **_planned({}))
        )  # fmt: skip

    def _add(self, row: Any) -> Any:
        db.session.add(row)
        db.session.flush()
        return row


CONSENTS: dict[str, Any] = {
    "secrecy_consent_on": DAY - timedelta(90),
    "data_consent_on": DAY - timedelta(90),
    "consent_basis": "self",
}


def number(place: int) -> str:
    """A number that the regulator set aside for fiction."""
    return f"+467017406{place:02d}"


def line(place: int) -> str:
    """As `number`, a landline."""
    return f"+468465004{place:02d}"


def _planned(more: dict[str, Any]) -> dict[str, Any]:
    return {"source": SOURCE, "revision": 1, **more}


def _hash(phone: str | None) -> str | None:
    return ring().look_up("phone", phone) if phone else None
