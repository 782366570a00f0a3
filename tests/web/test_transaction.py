"""What a request leaves behind: nothing when it only looked, was refused or failed, though a door forgot that."""

from __future__ import annotations

import pytest
from flask import Response
from sqlalchemy import select

from backend.access import transaction
from schema.db import db
from schema.tables import Unit


@pytest.fixture
def unit_id(app):
    unit = Unit(source="plan", outside_id="norr", name="Norr", steering="minutes")
    db.session.add(unit)
    db.session.commit()
    return unit.id


def _renames(app, unit_id: int, method: str, status: int, *, stands: bool = False) -> str:
    with app.test_request_context("/", method=method):
        assert app.preprocess_request() is None
        db.session.get_one(Unit, unit_id).name = "Renamed"
        db.session.flush()
        if stands:
            transaction.stands()
        app.process_response(Response(status=status))
    db.session.remove()
    return db.session.scalars(select(Unit.name).where(Unit.id == unit_id)).one()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_whoever_only_looks_leaves_nothing(app, unit_id, method):
    assert _renames(app, unit_id, method, 200) != "Renamed"


@pytest.mark.parametrize("status", [400, 403, 404, 409])
def test_what_was_refused_leaves_nothing_unless_it_is_to_stand(app, unit_id, status):
    assert _renames(app, unit_id, "POST", status) != "Renamed"
    assert _renames(app, unit_id, "POST", status, stands=True) == "Renamed"


def test_what_failed_leaves_nothing_even_if_it_was_to_stand(app, unit_id):
    assert _renames(app, unit_id, "POST", 500, stands=True) != "Renamed"


def test_what_was_done_is_kept(app, unit_id):
    assert _renames(app, unit_id, "POST", 302) == "Renamed"
