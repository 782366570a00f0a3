"""The log check: who looked at whom, names with a reason, openings first, and nobody checks herself."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from schema.db import db
from schema.tables import BreakGlass, Gap, LogCheck, Trail
from tests.scope.test_break_glass import WHY, ask, trail
from tests.scope.world import HIDDEN, MARK, person_id

PAGE = "/chef/loggkontroll"


@pytest.fixture
def opened(syd, staff):
    """A manager of Norr who opened Sven of Syd; her client."""
    manager = staff("manager", ["norr"])
    ask(manager, "sven")
    return manager


def test_an_opening_is_shown_until_somebody_else_has_checked_it(opened, staff) -> None:
    head, row = staff("head"), db.session.scalars(select(BreakGlass)).one()
    assert WHY in head.get(PAGE).text
    verdict = {"verdict": "in_order", "text": "Ringde och frågade"}
    assert head.submit(f"{PAGE}/oppning/{row.id}", verdict, page=PAGE).status_code == 303
    page = head.get(PAGE).text
    assert 'Nödöppningar som ingen har granskat</h2>\n<p class="muted">Inga.' in page
    assert "Ringde och frågade" in page
    found = db.session.scalars(select(LogCheck)).one()
    assert (found.user_id, found.checked_by_user_id) == (opened.user.id, head.user.id)


def test_the_checker_never_checks_her_own_accesses(syd, staff) -> None:
    head = staff("head", ["norr"])
    ask(head, "sven")
    head.get(f"/chef/person/{person_id('elsa')}")
    row = db.session.scalars(select(BreakGlass)).one()
    page = head.get(PAGE).text
    assert WHY not in page and "Head 1" not in page.split("<main")[1]
    assert f"Person {person_id('elsa')}" not in page
    verdict = {"verdict": "in_order", "text": "-"}
    assert head.submit(f"{PAGE}/oppning/{row.id}", verdict, page=PAGE).status_code == 404
    own = verdict | {"user": head.user.id}
    assert head.submit(f"{PAGE}/markera", own, page=PAGE).status_code == 404
    mine = [one.id for one in trail(user_id=head.user.id)]
    shown = head.submit(f"{PAGE}/namn", {"rad": mine, "reason": "Kontroll av mars"}, page=PAGE).text
    assert "Inga åtkomster" in shown
    assert "Head 1" not in head.get(f"{PAGE}/export.csv").text
    assert db.session.scalars(select(LogCheck)).all() == []
    other = staff("head", ["norr"])
    assert WHY in other.get(PAGE).text, "somebody else sees it"


def test_names_come_with_a_reason_and_each_is_on_the_trail(norr, staff) -> None:
    manager, head = staff("manager", ["norr"]), staff("head")
    manager.get(f"/chef/person/{norr.ids['recipient_id']}")
    page = head.get(f"{PAGE}?vem={manager.user.id}").text
    assert "Elsa Berg" not in page and f"Person {norr.ids['recipient_id']}" in page
    ids = [row.id for row in trail(user_id=manager.user.id)]
    refused = head.submit(f"{PAGE}/namn", {"rad": ids, "reason": "kort"}, page=PAGE)
    assert refused.status_code == 422 and 'id="reason-error"' in refused.text and "Elsa Berg" not in refused.text
    assert "Elsa Berg" in head.submit(f"{PAGE}/namn", {"rad": ids, "reason": "Halvårets kontroll"}, page=PAGE).text
    looks = trail(user_id=head.user.id, recipient_id=norr.ids["recipient_id"])
    assert [(row.action, row.reason) for row in looks] == [("read", "Halvårets kontroll")]


def test_a_head_of_one_unit_checks_its_own_and_names_nobody_elsewhere(syd, opened, staff) -> None:
    manager = staff("manager", ["syd"])
    manager.get(f"/chef/person/{syd.ids['recipient_id']}")
    head = staff("head", ["norr"])
    rows = [row.id for row in trail(recipient_id=syd.ids["recipient_id"])]
    shown = head.submit(f"{PAGE}/namn", {"rad": rows, "reason": "Halvårets kontroll"}, page=PAGE).text
    assert "Manager 1" in shown, "what her own staff did elsewhere is hers to check"
    assert "Manager 2" not in shown and MARK not in shown
    assert "Manager 2" not in head.get(PAGE).text
    assert (
        head.submit(f"{PAGE}/markera", {"verdict": "in_order", "user": manager.user.id}, page=PAGE).status_code == 404
    )


def test_a_sample_is_drawn_by_chance_and_a_check_is_recorded(norr, staff) -> None:
    manager, head = staff("manager", ["norr"]), staff("head")
    for _ in range(30):
        manager.get(f"/chef/person/{norr.ids['recipient_id']}")
    drawn = {head.get(f"{PAGE}?urval=stickprov").text.count('<th scope="row"') for _ in range(3)}
    assert drawn <= {20, 21, 22}
    told = head.submit(f"{PAGE}/markera", {"verdict": "asked", "text": "", "user": ""}, page=PAGE)
    assert told.status_code == 303 and db.session.scalars(select(LogCheck)).all() == []
    head.submit(f"{PAGE}/markera", {"verdict": "asked", "text": "Frågar i morgon", "user": manager.user.id}, page=PAGE)
    assert [row.verdict for row in db.session.scalars(select(LogCheck))] == ["asked"]


def test_an_export_leaves_a_row_for_each_person_and_holds_no_names(norr, staff) -> None:
    manager, head = staff("manager", ["norr"]), staff("head")
    manager.get(f"/chef/person/{norr.ids['recipient_id']}")
    file = head.get(f"{PAGE}/export.csv")
    assert file.mimetype == "text/csv" and "Elsa" not in file.text and "Manager 1" in file.text
    assert ";enhetschef;läste;en persons sida;" in file.text and "manager_person" not in file.text
    exported = trail(action="export", user_id=head.user.id)
    assert norr.ids["recipient_id"] in {row.recipient_id for row in exported}


def test_looks_at_the_protected_are_for_their_handlers_to_check(places, staff) -> None:
    pia = person_id("pia")
    head, other = staff("head"), staff("head")
    named = {"whom": "pia", "email": head.user.email}
    assert head.submit("/admin/handlaggare", named, page="/admin/handlaggare").status_code == 303
    assert HIDDEN in head.get(f"/chef/person/{pia}").text
    assert other.get(f"/chef/person/{pia}").status_code == 404
    assert f"Person {pia}<" not in other.get(PAGE).text


def test_an_auditor_reads_figures_and_one_case_with_a_reason_and_changes_nothing(norr, staff) -> None:
    auditor, gap = staff("auditor", ["norr"]), norr.ids["gap_id"]
    page = auditor.get("/chef/granskning").text
    assert "Hemtjänst Norr" in page and "Elsa" not in page and "Syd" not in page
    kind = db.session.get_one(Gap, gap).kind
    listed = auditor.get(f"/chef/granskning?enhet={norr.unit_id}&slag={kind}").text
    assert f"/chef/granskning/{gap}" in listed and "Elsa" not in listed
    case = f"/chef/granskning/{gap}"
    assert "Elsa" not in auditor.get(case).text
    assert auditor.submit(case, {"reason": "kort"}).status_code == 422
    assert "Elsa Berg" in auditor.submit(case, {"reason": "Klagomål 2026-114"}).text
    looks = trail(user_id=auditor.user.id, recipient_id=norr.ids["recipient_id"])
    assert [(row.gap_id, row.reason) for row in looks] == [(gap, "Klagomål 2026-114")]
    for address in ("/chef", f"/chef/avvikelse/{gap}", f"/chef/person/{norr.ids['recipient_id']}"):
        assert auditor.get(address).status_code == 403
    token = auditor.csrf_token(case)
    for address in ("/chef/forklara", "/chef/nodoppning", f"{PAGE}/markera", f"/chef/uppgift/{norr.ids['task_id']}"):
        assert auditor.post(address, data={"csrf_token": token}).status_code == 403


def test_another_units_case_is_no_case_and_the_try_is_on_the_trail(syd, staff) -> None:
    auditor = staff("auditor", ["norr"])
    told = [
        auditor.submit(f"/chef/granskning/{gap}", {"reason": "Klagomål 2026-114"}, page="/chef/granskning/1")
        for gap in (syd.ids["gap_id"], 99_999)
    ]
    assert {answer.status_code for answer in told} == {404} and len({answer.text for answer in told}) == 1
    assert [row.reason for row in trail(action="refused", user_id=auditor.user.id)] == ["case", "case"]
    assert db.session.scalars(select(Trail).where(Trail.recipient_id == syd.ids["recipient_id"])).all() == [] or all(
        row.user_id != auditor.user.id for row in trail(recipient_id=syd.ids["recipient_id"])
    )
