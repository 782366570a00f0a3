"""Who walks from number to number sees nothing and is seen."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from schema.db import db
from schema.tables import SignIn, Trail


def test_each_door_that_was_not_hers_is_a_row(lived_in, staff) -> None:
    manager = staff("manager", ["norr"])
    for number in range(5_000, 5_005):
        assert manager.get(f"/chef/person/{number}").status_code == 404
    assert manager.get("/admin").status_code == 403
    assert manager.get("/no/such/page").status_code == 404
    query = select(Trail.reason, Trail.role, Trail.user_id).where(Trail.action == "refused").order_by(Trail.id)
    told = [tuple(row) for row in db.session.execute(query)]
    assert manager.user is not None
    assert told == [("nothing_there", "manager", manager.user.id)] * 5 + [
        ("page_of_others", "manager", manager.user.id)
    ]


def test_a_stranger_who_walks_leaves_no_flood(lived_in, client) -> None:
    before = db.session.scalars(select(Trail.id)).all()
    for number in range(5):
        client.get(f"/chef/person/{number}")
    assert db.session.scalars(select(Trail.id)).all() == before


@pytest.mark.parametrize("path", ["/dataskydd/sok", "/dataskydd/vem-var-hos-vem"])
def test_who_tries_names_is_seen(lived_in, staff, path) -> None:
    head = staff("head", ["norr"])
    fields = {"kind": "recipient", "who": "Zlatan Ingenstans", "reason": "En god anledning"}
    assert head.submit(path, fields, page="/dataskydd").status_code == 422
    told = db.session.scalars(select(Trail).where(Trail.action == "refused")).all()
    assert [(row.reason, row.user_id) for row in told] == [("nobody_found", head.user.id)]


def test_who_ends_anothers_session_is_seen(app, staff) -> None:
    manager, other = staff("manager"), staff("head")
    theirs = db.session.scalars(select(SignIn.id).where(SignIn.user_id == other.user.id)).one()
    for number in (theirs, 999):
        assert manager.submit(f"/konto/inloggning/{number}/avsluta", page="/konto").location == "/konto"
    assert other.get("/chef").status_code == 200
    told = db.session.scalars(select(Trail).where(Trail.action == "refused")).all()
    assert [(row.reason, row.user_id) for row in told] == [("nothing_there", manager.user.id)] * 2
