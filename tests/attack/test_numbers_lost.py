"""A number that is no longer somebody's, or never was: what was opened by it closes with it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from backend.devices import relatives
from schema import clock
from schema.db import db
from schema.tables import Relative
from tests.card.world import at
from tests.manager.desk import lay_plan
from tests.pairing.conftest import KIN_EMAIL, Homes, enter, homes, pair  # noqa: F401 - a fixture among them
from tests.people import Client
from tests.scope import world


def test_who_answered_wrong_number_sees_nothing_more(homes: Homes, app: Flask) -> None:  # noqa: F811
    homes.visit("v1", at(12), at(13))
    client = Client(app)
    with clock.standing_at(at(8)):
        pair(client, homes.token())
        assert client.get("/mitt").status_code == 200
        homes.person.phone_closed_at = clock.now()
        assert client.get("/mitt").status_code == 403


@pytest.mark.parametrize("reach", ["+46701740690", KIN_EMAIL])
def test_a_relatives_wrong_number_closes_what_it_opened_and_not_her_address(
    homes: Homes,  # noqa: F811
    app: Flask,
    reach: str,
) -> None:
    homes.visit("v1", at(12), at(13))
    anna, client = homes.relative(), Client(app)
    with clock.standing_at(at(8)):
        enter(client, reach)
        assert "Elsa" in client.get("/anhorig").text
        anna.phone_closed_at = clock.now()
        assert ("Elsa" in client.get("/anhorig").text) is ("@" in reach)


def test_a_strong_sign_in_linked_by_a_wrong_number_ends_with_the_number(app: Flask, tmp_path) -> None:
    """Whoever had it could link her own, and would come back by it when the number was put right."""
    first, then = world.tables(), world.tables()
    then["relatives"][0]["phone"] = "+46701740612"
    lay_plan(tmp_path, **first)
    for row in db.session.scalars(select(Relative)):
        row.subject_hash = f"linked-{row.outside_id}"
    db.session.commit()
    assert relatives.by_subject("linked-ann-elsa")
    lay_plan(tmp_path, **then)
    db.session.expire_all()
    assert relatives.by_subject("linked-ann-elsa") == ()
    assert relatives.by_subject("linked-ann-sven"), "another's number has not changed"
