"""The pages: holds placed and lifted, what each role may do, how it looks and prints."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from schema.db import db
from schema.tables import Hold, Recipient, Trail, Unit, Worker
from tests.browsing import look_over
from tests.privacy.test_incidents import moment
from tests.privacy.world import id_of, today

WHY = "Polisanmälan, ärende 2026-117"


@pytest.fixture
def lived(app, tmp_path):
    today(tmp_path)


def test_a_hold_is_placed_seen_on_her_page_and_lifted(lived, staff) -> None:
    head, elsa = staff("head"), id_of(Recipient, "elsa")
    page = f"/dataskydd/recipient/{elsa}"
    assert head.submit(f"{page}/bevara", {"hold": "legal", "reason": "kort"}, page=page).status_code == 422
    assert db.session.scalars(select(Hold)).all() == []
    head.submit(f"{page}/bevara", {"hold": "legal", "reason": WHY}, page=page)
    held = db.session.scalars(select(Hold)).one()
    manager = staff("manager", ["norr"])
    assert "sparas för en utredning" in manager.get(f"/chef/person/{elsa}").text
    assert WHY in head.get(page).text
    assert manager.submit(f"/dataskydd/bevarat/{held.id}/hav", {"reason": WHY}, page="/dataskydd").status_code == 403
    lifted = head.submit(f"/dataskydd/bevarat/{held.id}/hav", {"reason": "Utredningen är nedlagd"}, page=page)
    assert lifted.status_code == 303
    row = db.session.get_one(Hold, held.id, populate_existing=True)
    assert (row.lifted_why, row.lifted_by_user_id) == ("Utredningen är nedlagd", head.user.id)
    assert "sparas för en utredning" not in manager.get(f"/chef/person/{elsa}").text
    reasons = db.session.scalars(select(Trail.reason).where(Trail.recipient_id == elsa, Trail.action == "change")).all()
    assert reasons == [WHY, "Utredningen är nedlagd"]
    again = head.submit(f"/dataskydd/bevarat/{held.id}/hav", {"reason": "Utredningen är nedlagd"}, page=page)
    assert again.status_code == 404


def test_research_is_chosen_alike_and_a_worker_too(lived, staff) -> None:
    head, worker = staff("head"), id_of(Worker, "w1")
    page = f"/dataskydd/worker/{worker}"
    head.submit(f"{page}/bevara", {"hold": "research", "reason": "Urval för studien om kontinuitet"}, page=page)
    held = db.session.scalars(select(Hold)).one()
    assert (held.kind, held.worker_id, held.recipient_id) == ("research", worker, None)
    assert "Urval för forskning" in head.get("/dataskydd").text


def test_a_head_of_another_unit_neither_sees_nor_lifts(lived, staff) -> None:
    head, elsa = staff("head"), id_of(Recipient, "elsa")
    page = f"/dataskydd/recipient/{elsa}"
    head.submit(f"{page}/bevara", {"hold": "legal", "reason": WHY}, page=page)
    db.session.add(Unit(source="plan", outside_id="syd", name="Syd", steering="minutes"))
    other = staff("head", ["syd"])
    assert "Elsa" not in other.get("/dataskydd").text
    held = db.session.scalars(select(Hold)).one()
    assert other.submit(f"/dataskydd/bevarat/{held.id}/hav", {"reason": WHY}, page="/dataskydd").status_code == 404
    assert other.submit(f"{page}/bevara", {"hold": "legal", "reason": WHY}, page="/dataskydd").status_code == 404


def test_an_auditor_reads_and_changes_nothing(lived, staff) -> None:
    auditor, elsa = staff("auditor"), id_of(Recipient, "elsa")
    assert auditor.get("/dataskydd").status_code == auditor.get("/dataskydd/incidenter").status_code == 200
    for path in (f"/dataskydd/recipient/{elsa}/utdrag", f"/dataskydd/recipient/{elsa}/bevara", "/dataskydd/incidenter",
                 "/dataskydd/vem-var-hos-vem", f"/dataskydd/samtycken/{elsa}"):  # fmt: skip
        assert auditor.post(path, data={"csrf_token": auditor.csrf_token("/dataskydd")}).status_code == 403
    for role in ("worker", "planner"):
        assert staff(role).get("/dataskydd").status_code == 403


PAGES = ("/dataskydd", "/dataskydd/recipient/{elsa}", "/dataskydd/samtycken/{elsa}", "/dataskydd/incidenter",
         "{incident}", "/dataskydd/vem-var-hos-vem")  # fmt: skip


@pytest.mark.browser
def test_the_pages_are_for_everybody(lived, staff, open_page) -> None:
    from tests.people import PASSWORD

    head, elsa = staff("head"), id_of(Recipient, "elsa")
    page = f"/dataskydd/recipient/{elsa}"
    head.submit(f"{page}/bevara", {"hold": "legal", "reason": WHY}, page=page)
    asked = {**moment(timedelta(hours=3)), "text": "En telefon är stulen"}
    incident = head.submit("/dataskydd/incidenter", asked, page="/dataskydd/incidenter").location
    cookie = head.get_cookie("session")
    assert PASSWORD and cookie
    opened = open_page("/")
    opened.context.add_cookies([{"name": "session", "value": cookie.value, "url": opened.url}])
    for path in PAGES:
        look_over(opened, path.format(elsa=elsa, incident=incident))
