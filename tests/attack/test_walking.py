"""Who walks from number to number sees nothing and is seen."""

from __future__ import annotations

from sqlalchemy import select

from schema.db import db
from schema.tables import Trail


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
    for number in range(5):
        client.get(f"/chef/person/{number}")
    assert db.session.scalars(select(Trail)).all() == []
