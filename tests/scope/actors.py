"""Who asks, in the table of routes: each a browser (or a key) that stands in Norr, and sees nothing of Syd."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from backend.access import api_keys
from backend.access.signin import create_user
from backend.devices import devices, phones, relatives
from clients.ui import cookies
from schema import clock
from schema.db import db
from schema.tables import (
    BreakGlass,
    CallerPin,
    Device,
    Grant,
    Handler,
    ImportRun,
    Incident,
    Phone,
    Recipient,
    Relative,
    SignIn,
)  # fmt: skip
from tests.people import PASSWORD, Client, Staff
from tests.scope import told
from tests.scope.world import MARK, Place, worker_id

STAFF = ("worker", "planner", "manager", "head", "auditor", "admin")
TOKENS = ("paired", "relative", "phone", "key")
ACTORS = ("nobody", *STAFF, *TOKENS)
"""The columns of the table, in order."""
REPORT: dict[str, Any] = {"tables": {}, "errors": [], "warnings": []}
WORKERS = {"norr": "w1", "syd": "w9"}


def client_of(app: Flask, staff: Staff, actor: str, norr: Place) -> Client:
    """The browser of somebody in Norr."""
    if actor in STAFF:
        client = staff(actor, ["norr"], worker_id=worker_id("w1") if actor == "worker" else None)
        db.session.get_one(ImportRun, norr.ids["run_id"]).user_id = client.user.id  # she brought it in
        db.session.commit()
        return client
    client, row = Client(app), norr.ids
    if actor == "paired":
        client.set_cookie(cookies.OWN, devices.pair(row["recipient_id"], "sms", None))
    elif actor == "relative":
        client.set_cookie(cookies.KIN, relatives.sign_in([row["relative_id"]], "sms", None), path="/anhorig")
    elif actor == "phone":
        client.set_cookie(phones.cookie_name(), _enrolled(app, row["phone_id"]))
    elif actor == "key":
        key = api_keys.create("planering", api_keys.SCOPES, "plan")
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    db.session.commit()
    return client


def _enrolled(app: Flask, phone_id: int) -> str:
    code = "ABCDEFGHJK"
    phone = db.session.get_one(Phone, phone_id)
    phone.code_hash, phone.code_expires_at = phones.code_hash(code), clock.now() + phones.CODE_LIVES
    db.session.commit()
    with app.test_request_context():
        found = phones.enrol(code)
    assert found
    return found[1]


def furnish(place: Place) -> None:
    """Put into a unit what only people make: accounts, phones, devices, openings, imports, holds."""
    person = db.session.get_one(Recipient, place.ids["recipient_id"])
    relative = db.session.scalars(select(Relative).where(Relative.recipient_id == person.id)).one()
    manager = create_user(f"chef@{place.unit}.se", "Chef", PASSWORD, "manager", [place.unit_id])
    worker = create_user(
        f"w@{place.unit}.se", "Medarbetare", PASSWORD, "worker", [place.unit_id],
        worker_id=worker_id(WORKERS[place.unit]),
    )  # fmt: skip
    db.session.flush()
    now, today = clock.now(), clock.today()
    made: dict[str, Any] = {
        "run_id": ImportRun(source="plan", package="p", started_at=now, report=REPORT, user_id=manager.id,
                            replaced=False),
        "phone_id": Phone(unit_id=place.unit_id, label="Telefon", made_by_user_id=manager.id, made_at=now, wrong=0),
        "device_id": Device(recipient_id=person.id, kind="browser", token_hash=f"h{place.unit}", way="worker",
                            paired_at=now, paired_by_user_id=worker.id),
        "opening_id": BreakGlass(user_id=manager.id, recipient_id=person.id, reason="skäl nog", opened_at=now,
                                 until_at=now),
        "handler_id": Handler(user_id=manager.id, recipient_id=person.id, from_on=today, named_at=now),
        "sign_in_id": SignIn(user_id=worker.id, key_hash=f"k{place.unit}", way="password", started_at=now, seen_at=now),
    }  # fmt: skip
    db.session.add_all(made.values())
    db.session.flush()
    place.ids.update({name: row.id for name, row in made.items()})
    told.lay(place, person)
    grant = db.session.scalars(select(Grant.id).where(Grant.user_id == worker.id)).one()
    place.ids.update(relative_id=relative.id, user_id=worker.id, grant_id=grant, row_id=person.id, line_id=1, hold_id=1,
                     number=place.unit_id)  # fmt: skip
    said = MARK if place.unit == "syd" else "En telefon är borta"
    db.session.add(CallerPin(recipient_id=person.id, pin_hash="h", set_at=now, set_by_user_id=manager.id))
    db.session.add(Incident(number=place.unit_id, step="found", happened_at=now - timedelta(hours=2), text=said,
                            user_id=manager.id, written_at=now, unit_ids=(place.unit_id,)))  # fmt: skip
    db.session.commit()
