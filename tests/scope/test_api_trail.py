"""What another system reads leaves a row for each person shown."""

from __future__ import annotations

from backend.access import api_keys
from schema.db import db
from tests.people import Client
from tests.scope.test_break_glass import trail
from tests.scope.world import HIDDEN, person_id


def test_a_page_of_the_api_names_each_person_it_showed(places, app) -> None:
    key = api_keys.create("planering", ["visits:read", "gaps:read"], "plan")
    db.session.commit()
    other, headers = Client(app), {"Authorization": f"Bearer {key}"}
    everybody = {person_id(name) for name in ("elsa", "arne", "signe", "sven")}
    for path, shown in (("visits", everybody), ("gaps", everybody - {person_id("arne")})):
        before = {row.id for row in trail()}
        answer = other.get(f"/api/v1/{path}", headers=headers)
        assert answer.status_code == 200 and HIDDEN not in answer.text and "pia" not in answer.text
        named = [row for row in trail() if row.id not in before]
        got = {row.recipient_id for row in named}
        assert got >= shown - {None} and person_id("pia") not in got, path
        assert len(named) == len(got) and {row.action for row in named} == {"read"}
    nothing = other.get("/api/v1/visits?recipient=nobody", headers=headers)
    assert nothing.json["items"] == []
    assert trail()[-1].recipient_id is None, "that somebody asked stands there too"


def test_the_protected_of_any_unit_cannot_be_told_from_nobody(places, app) -> None:
    key = api_keys.create("planering", ["visits:read", "gaps:read"], "plan")
    db.session.commit()
    other, headers = Client(app), {"Authorization": f"Bearer {key}"}
    told = [other.get(f"/api/v1/visits?recipient={who}", headers=headers).data for who in ("pia", "sture", "nobody")]
    assert len(set(told)) == 1
