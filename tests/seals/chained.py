"""Rows of both chains, laid as the service lays them, and a hand that reaches past it into the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, text

from backend.seals import seal
from schema import clock, walls
from schema.chains import CHAINS, sealed
from schema.db import db, table_of
from schema.tables import Home, Recipient, Unit, Worker

AGO = timedelta(minutes=5)


def people() -> tuple[int, int]:
    """A recipient and a worker to write about; their ids."""
    unit = Unit(source="plan", outside_id="norr", name="Norr", steering="minutes")
    home = Home(source="plan", outside_id="h", address="Storgatan 1")
    db.session.add_all([unit, home])
    db.session.flush()
    worker = Worker(source="plan", outside_id="w", name="Leila", unit_id=unit.id, shown_as="alias", shown_name="L")
    person = Recipient(
        source="plan",
        outside_id="r",
        name="Elsa",
        unit_id=unit.id,
        home_id=home.id,
        language="sv",
        sms_detail="none",
        protected=False,
    )
    db.session.add_all([worker, person])
    db.session.commit()
    return person.id, worker.id


def write(chain: str, count: int, *, first_id: int | None = None, **more: Any) -> list[int]:
    """Write rows into a chain, five minutes old unless told otherwise; their ids."""
    person = db.session.scalars(select(Recipient.id)).first()
    if person is None:
        people()
        person = db.session.scalars(select(Recipient.id)).one()
    worker = db.session.scalars(select(Worker.id)).first()
    at = more.pop("written_at", clock.now() - AGO)
    whole: dict[str, Any] = {
        "event": {"kind": "check_in", "recipient_id": person, "worker_id": worker, "occurred_at": at,
                  "received_at": at, "method": "qr", "note": "Allt var bra"},
        "trail": {"at": at, "role": "manager", "action": "read", "what": "manager.person", "recipient_id": person,
                  "reason": "Fråga", "address": "192.0.2.7"},
    }[chain]  # fmt: skip
    rows: list[dict[str, Any]] = [sealed(chain, {**whole, **more}) for _ in range(count)]
    if first_id is not None:
        rows = [{"id": first_id + place, **row} for place, row in enumerate(rows)]
    table = table_of(CHAINS[chain])
    before = db.session.scalar(select(table.c.id).order_by(table.c.id.desc()).limit(1)) or 0
    db.session.execute(insert(table), rows)
    db.session.commit()
    if first_id is not None:
        return [row["id"] for row in rows]
    return list(db.session.scalars(select(table.c.id).where(table.c.id > before).order_by(table.c.id)))


def lay(chain: str, count: int = 20) -> list[int]:
    """Rows of a chain under a few seals."""
    ids = write(chain, count // 2)
    seal.seal_new()
    ids += write(chain, count - count // 2)
    seal.seal_new()
    return ids


def behind_the_back(*statements: str, **values: Any) -> None:
    """Do something as an administrator with the database open: its tables' walls are torn down, and put up again."""
    connection = db.session.connection()
    meant = [name for name in walls.WALLED if any(name in statement for statement in statements)]
    walls.lift(connection, meant)
    for statement in statements:
        connection.execute(text(statement), values)
    walls.lay(connection, meant)
    db.session.commit()
