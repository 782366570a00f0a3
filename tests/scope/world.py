"""A small municipality of two units, Norr and Syd, each with everything that an address can name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from backend.cards.issue import card_for
from schema import clock
from schema.db import db
from schema.reach import hashed_number
from schema.tables import Event, Gap, Message, Recipient, Task, Unit, Visit, Worker
from tests.manager.desk import lay_plan, pass_time, tell
from tests.packages import DAY, small_package, visit

MARK = "Zebradotter"
"""In the name of everybody of Syd: no page of Norr's may have it."""
HIDDEN = "Skuggström"
"""In the name of everybody with protected identity, one in each unit."""
NUMBERS = {"elsa": "19400101-1016", "sven": "19410202-2029"}
NOON = "12:00"


@dataclass(frozen=True)
class Place:
    """What stands in one unit, by what addresses call it."""

    unit: str
    unit_id: int
    ids: dict[str, Any]


def tables() -> dict[str, list[dict[str, Any]]]:
    """The package of both units."""
    found = small_package()
    found["units"].append({"unit_id": "syd", "name": "Hemtjänst Syd", "phone": "018-765 43 21"})
    found["workers"].append({"worker_id": "w9", "name": "Zelda Nord", "unit_id": "syd"})
    people = {"sven": f"Sven {MARK}", "pia": f"Pia {HIDDEN}", "sture": f"Sture {HIDDEN}"}
    for outside_id, name in people.items():
        found["recipients"].append({
            "recipient_id": outside_id, "name": name, "unit_id": "norr" if outside_id == "pia" else "syd",
            "home_id": f"h-{outside_id}", "address": f"{MARK}gatan 9", "language": "sv",
            "protected": "no" if outside_id == "sven" else "yes",
        })  # fmt: skip
    for row in found["recipients"]:
        row["personal_number"] = NUMBERS.get(row["recipient_id"], "")
    south = {"unit_id": "syd"}
    found["visits"] += [
        visit("s1", "sven", DAY, "08:00", "09:00", 30, "dusch", "w9") | south,
        visit("s2", "sven", DAY, "13:00", "14:00", 30, "frukost", "w9") | south,
        visit("p1", "pia", DAY, "08:00", "09:00", 30, "dusch", "w2"),
        visit("p2", "sture", DAY, "08:00", "09:00", 30, "dusch", "w9") | south,
    ]
    found["relatives"] = [
        {"relative_id": f"ann-{name}", "recipient_id": name, "name": "Ann", "phone": phone, "may_see": "services",
         "secrecy_consent_on": "2026-01-01", "data_consent_on": "2026-01-01", "consent_basis": "self"}
        for name, phone in (("elsa", "+46701740610"), ("sven", "+46701740611"))
    ]  # fmt: skip
    return found


def settle(folder: Path) -> None:
    """Lay the plan, let visits be late in both units, and let it be noon. The clock must stand at noon."""
    lay_plan(folder, **tables())
    for worker, name in (("w1", "v1"), ("w9", "s1"), ("w2", "p1"), ("w9", "p2")):
        tell("check_in", "9:30", worker, name)
        tell("check_out", "10:00", worker, name)
    pass_time(NOON)


def place(unit: str, recipient: str, first_visit: str) -> Place:
    """What addresses may name in a unit; makes the task and the card of its recipient."""
    person = db.session.scalars(select(Recipient).where(Recipient.outside_id == recipient)).one()
    unit_id = db.session.scalars(select(Unit.id).where(Unit.outside_id == unit)).one()
    visit_id = db.session.scalars(select(Visit.id).where(Visit.outside_id == first_visit)).one()
    task = Task(key=f"k-{unit}", kind="shared_number", unit_id=unit_id, recipient_id=person.id, date=DAY,
                raised_at=clock.now())  # fmt: skip
    message = Message(
        kind="change", channel="sms", unit_id=unit_id, recipient_id=person.id, number="+46701740605", language="sv",
        number_hash=hashed_number("+46701740605"), state="suppressed", reason="capped", created_at=clock.now(),
        due_at=clock.now(), expires_at=clock.now(), body="x",
    )  # fmt: skip
    db.session.add_all([task, message])
    token = card_for(person.home_id)
    db.session.commit()
    gap_id = db.session.scalars(select(Gap.id).where(Gap.visit_id == visit_id).order_by(Gap.id)).first()
    fact_id = db.session.scalars(select(Event.id).where(Event.visit_id == visit_id).order_by(Event.id)).first()
    return Place(
        unit, unit_id,
        {"recipient_id": person.id, "gap_id": gap_id, "visit_id": visit_id, "task_id": task.id, "fact_id": fact_id,
         "token": token, "unit_id": unit_id, "message_id": message.id},
    )  # fmt: skip


def both() -> tuple[Place, Place]:
    """Norr and Syd."""
    return place("norr", "elsa", "v1"), place("syd", "sven", "s1")


def worker_id(outside_id: str) -> int:
    """The row of a worker."""
    return db.session.scalars(select(Worker.id).where(Worker.outside_id == outside_id)).one()


def person_id(outside_id: str) -> int:
    """The row of a recipient."""
    return db.session.scalars(select(Recipient.id).where(Recipient.outside_id == outside_id)).one()


def later(minutes: int) -> Callable[[], Any]:
    """The clock standing some minutes after noon."""
    from datetime import time

    return lambda: clock.standing_at(clock.instant(DAY, time(12)) + timedelta(minutes=minutes))
