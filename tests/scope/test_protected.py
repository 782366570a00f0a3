"""Recipients with protected identity: on no list, in no count, no file, no page but their named handlers'."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from schema.db import db
from schema.tables import Gap, Trail
from tests.people import Client
from tests.scope.actors import furnish
from tests.scope.test_break_glass import trail
from tests.scope.world import HIDDEN, person_id

LISTS = {
    "manager": ("/chef", "/chef/enheter", "/chef/telefoner", "/dataskydd"),
    "head": ("/chef", "/chef/granskning", "/chef/loggkontroll", "/chef/loggkontroll/export.csv", "/dataskydd"),
    "auditor": ("/chef/granskning",),
    "planner": ("/plan",),
    "admin": ("/admin/utkorg", "/admin", "/admin/handlaggare", "/dataskydd"),
}
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')
"""It says when it was made."""


@pytest.fixture
def furnished(places):
    for place in places:
        furnish(place)


@pytest.mark.parametrize("role", LISTS)
def test_no_list_tells_of_them(furnished, staff, role) -> None:
    client = staff(role)
    for address in LISTS[role]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert HIDDEN not in answer.text and "sture" not in answer.text, address


def test_no_page_opens_them_and_the_answer_is_nobodys(furnished, staff) -> None:
    head, pia = staff("head"), person_id("pia")
    gap = db.session.scalars(select(Gap.id).where(Gap.recipient_id == pia).order_by(Gap.id)).first()
    assert gap is not None
    head.get("/chef")  # says that she is signed in
    for place, row in (("/chef/person", pia), ("/chef/avvikelse", gap), ("/dataskydd/recipient", pia)):
        there, nowhere = f"{place}/{row}", f"{place}/99999"
        told = [head.get(address) for address in (there, nowhere)]
        assert [answer.status_code for answer in told] == [404, 404]
        assert TOKEN.sub("", told[0].text) == TOKEN.sub("", told[1].text)


def test_the_figures_do_not_count_them(furnished, staff) -> None:
    head = staff("head")
    counted = head.get("/chef/granskning").text
    tiles = head.get("/chef").text.split('aria-label="Dagens besök"')[1].split("</ul>")[0]
    for name in ("pia", "sture"):
        assert head.submit(
            "/admin/handlaggare", {"whom": name, "email": head.user.email}, page="/admin/handlaggare"
        ).status_code == 303  # fmt: skip
    assert head.get("/chef/granskning").text != counted, "to their handler they are there, so the test can fail"
    assert head.get("/chef").text.split('aria-label="Dagens besök"')[1].split("</ul>")[0] != tiles


def test_a_handler_is_named_by_head_or_admin_and_only_for_who_is_protected(places, staff) -> None:
    admin, manager = staff("admin"), staff("manager", ["norr"])
    pia, page = person_id("pia"), "/admin/handlaggare"
    for whom, email in (("elsa", manager.user.email), ("nobody", manager.user.email), ("pia", "no@example.se")):
        told = admin.submit(page, {"whom": whom, "email": email}, page=page)
        assert "Ingen träff eller inte tillåtet" in admin.get(told.location).text
    assert manager.get(f"/chef/person/{pia}").status_code == 404
    admin.submit(page, {"whom": "pia", "email": manager.user.email}, page=page)
    assert HIDDEN in manager.get(f"/chef/person/{pia}").text
    assert HIDDEN in manager.get("/chef").text
    listed = admin.get(page).text
    assert "pia" in listed and HIDDEN not in listed
    ending = listed.split("/avsluta")[0].rsplit("/", 1)[1]
    assert admin.submit(f"{page}/{ending}/avsluta", page=page).status_code == 303
    assert manager.get(f"/chef/person/{pia}").status_code == 404
    assert [row.reason for row in trail(recipient_id=pia, action="change")] == ["handler_named", "handler_ended"]
    assert manager.get(page).status_code == 403


def test_a_head_of_one_unit_names_nobody_for_another(places, staff) -> None:
    head, page = staff("head", ["norr"]), "/admin/handlaggare"
    told = head.submit(page, {"whom": "sture", "email": head.user.email}, page=page)
    assert "Ingen träff" in head.get(told.location).text
    assert "sture" not in head.get(page).text
    assert [row.reason for row in db.session.scalars(select(Trail).where(Trail.action == "refused"))] == ["handler"]


def test_their_own_card_and_calendar_show_nothing(furnished, app, staff) -> None:
    from backend.cards.issue import card_for
    from schema.tables import Recipient

    home = db.session.get_one(Recipient, person_id("pia")).home_id
    assert card_for(home) is None
    assert HIDDEN not in Client(app).get("/").text
