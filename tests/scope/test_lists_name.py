"""A list of people names each of them in the trail: her own page tells her who has read her name there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from schema import clock
from schema.db import db
from schema.tables import Handler, Message, Trail
from tests.people import Client, Staff
from tests.scope import world
from tests.scope.world import Place

BY_ITSELF = {"X-Refresh": "1"}


def about(person: int) -> int:
    """How many looks at somebody are on the trail."""
    return len(db.session.scalars(select(Trail.id).where(Trail.recipient_id == person, Trail.action == "read")).all())


def test_the_list_of_gaps(places: tuple[Place, Place], staff: Staff) -> None:
    elsa, sven = (place.ids["recipient_id"] for place in places)
    assert "Elsa" in staff("manager", ["norr"]).get("/chef").text
    assert (about(elsa), about(sven)) == (1, 0)


def test_a_list_that_refreshes_itself_names_each_once_a_quarter(places: tuple[Place, Place], staff: Staff) -> None:
    elsa, sven = (place.ids["recipient_id"] for place in places)
    head, other = staff("head"), staff("head")
    with time_machine.travel(clock.now().replace(minute=1), tick=False):
        for _ in range(5):
            head.get("/chef", headers=BY_ITSELF)
        assert (about(elsa), about(sven)) == (1, 1)
        other.get("/chef", headers=BY_ITSELF)
        assert (about(elsa), about(sven)) == (2, 2)
        head.get("/chef")
        assert about(elsa) == 3, "opened by hand it is a look of its own"
    with time_machine.travel(clock.now().replace(minute=1) + timedelta(minutes=15), tick=False):
        head.get("/chef", headers=BY_ITSELF)
    assert about(elsa) == 4


@pytest.mark.parametrize("role", ["head", "admin"])
def test_the_list_of_handlers(places: tuple[Place, Place], staff: Staff, role: str) -> None:
    reader, pia = staff(role), world.person_id("pia")
    assert reader.user
    db.session.add(Handler(user_id=reader.user.id, recipient_id=pia, from_on=clock.today(), named_at=clock.now()))
    db.session.commit()
    assert "pia" in reader.get("/admin/handlaggare").text
    assert about(pia) == 1


def test_the_outbox(places: tuple[Place, Place], staff: Staff) -> None:
    norr, _ = places
    now = clock.now()
    db.session.add(
        Message(kind="letter", channel="sms", unit_id=norr.unit_id, recipient_id=norr.ids["recipient_id"],
                number="+46701740605", number_hash="h", language="sv", body="Hej", state="queued", created_at=now,
                due_at=now, expires_at=now + timedelta(hours=1))
    )  # fmt: skip
    db.session.commit()
    client: Client = staff("admin")
    assert client.get("/admin/utkorg").status_code == 200
    assert about(norr.ids["recipient_id"]) == 1
