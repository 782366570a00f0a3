"""Whoever holds the card says something of today's visits, or asks for a call; a relative writes to the unit."""

from __future__ import annotations

import json

from flask import Flask
from sqlalchemy import select

from backend.cards import issue
from backend.privacy import extract
from schema import clock
from schema.db import db
from schema.tables import Gap, Message, Relative, Remark, Trail
from tests.card.conftest import words
from tests.hearing.conftest import card, daughter, device, later, person, press, visit_id
from tests.manager.desk import recipient_id
from tests.people import Client, Staff


def test_the_card_alone_says_the_same_four_of_the_homes_visits_today(any_morning: None, any_app: Flask) -> None:
    token, client = card(), Client(any_app)
    for visit, kind in (("v1", "wrong_person"), ("v4", "not_come")):
        here = f"/k/{token}/besok/{visit_id(visit)}"
        assert "Leila" not in client.get(here).text, "the card shows no more than it does"
        assert press(client, here, kind).location == f"{here}?tack={kind}"
        assert "Vi har tagit emot det du sa." in client.get(f"{here}?tack={kind}").text
    said = db.session.execute(
        select(Remark.kind, Remark.way, Remark.recipient_id, Remark.device_id).order_by(Remark.id)
    )
    assert said.all() == [
        ("wrong_person", "card", recipient_id("elsa"), None),
        ("not_come", "card", recipient_id("arne"), None),
    ]
    kinds = set(db.session.scalars(select(Gap.kind).where(Gap.kind.like("said%"))))
    assert kinds == {"said_wrong_person", "said_not_come"}
    rows = db.session.execute(select(Trail.role, Trail.recipient_id).where(Trail.what == "card_said.say")).all()
    assert rows == [("card", recipient_id("elsa")), ("card", recipient_id("arne"))]
    assert client.get(f"/k/{token}/besok/{visit_id('v5')}").status_code == 404, "a visit of another home"
    assert client.get(f"/k/{token}/besok/{visit_id('v3')}").status_code == 200
    mine = device(any_app).get(f"/k/{token}/besok/{visit_id('v1')}")
    assert mine.location == f"/mitt/besok/{visit_id('v1')}"


def test_the_card_asks_for_a_call_and_a_closed_one_does_nothing(morning: None, app: Flask) -> None:
    token, client = card(), Client(app)
    here, about = f"/k/{token}/ring", f"/k/{token}/ring?besok={visit_id('v3')}"
    assert "Mellan klockan 18 och 19.30" in words(client.get(about))
    assert press(client, here, "", "", form=about, besok=visit_id("v3")).location == f"{here}?tack=call_back"
    assert press(client, here, "", "x" * 3000).status_code == 422
    said = db.session.scalars(select(Remark)).one()
    assert (said.kind, said.visit_id, said.text) == ("call_back", visit_id("v3"), None)
    for _ in range(12):
        last = press(client, here, "", "Ring")
    assert last.status_code == 429 and "Ring oss i stället" in last.text
    csrf = client.csrf_token(here)
    issue.revoke(person("elsa").home_id)
    page = f"/k/{token}/besok/{visit_id('v1')}"
    for address in (here, page):
        assert client.get(address).status_code == 404
        gone = client.post(address, data={"csrf_token": csrf, "kind": "not_come", "once": "z"})
        assert gone.status_code == 404 and "gäller inte" in gone.text


def test_a_relative_writes_and_reads_her_own_answers_as_long_as_consent_holds(morning: None, app: Flask) -> None:
    client, here = daughter(app), f"/anhorig/skriv/{recipient_id('elsa')}"
    assert press(client, here, "message", "Kan ni ringa mamma?").location == f"{here}?tack=message"
    said = db.session.scalars(select(Remark)).one()
    assert (said.kind, said.relative_id, said.visit_id) == ("message", db.session.scalar(select(Relative.id)), None)
    assert "Kan ni ringa mamma?" in client.get(here).text
    assert "Kan ni ringa mamma?" not in device(app).get("/mitt/sagt").text, "what a relative writes is hers"
    press(device(app), "/mitt/sagt", "message", "Inte till Anna", person=recipient_id("elsa"))
    assert "Inte till Anna" not in client.get(here).text
    assert press(client, here, "message", "  ").status_code == 422
    assert client.get(f"/anhorig/skriv/{recipient_id('arne')}").status_code == 302
    csrf = client.csrf_token(here)
    db.session.scalars(select(Relative)).one().data_consent_on = None
    assert client.get(here).status_code == 302
    assert client.post(here, data={"csrf_token": csrf, "kind": "message", "text": "Hallå"}).status_code == 302
    assert db.session.scalars(select(Remark.id).where(Remark.relative_id.is_not(None))).all() == [said.id]


def test_what_the_card_of_a_home_of_several_says_of_no_visit_is_on_nobodys_page(
    morning: None, app: Flask, staff: Staff
) -> None:
    elsa, arne = device(app), device(app, "arne")
    press(Client(app), f"/k/{card()}/ring", "", "Jag vill inte att Arne vet")
    said = db.session.scalars(select(Remark)).one()
    manager = staff("manager", ["norr"])
    manager.submit(f"/chef/inkorg/sagt/{said.id}/svara", {"answer": "Vi kommer i morgon"}, page="/chef/inkorg")
    for client in (elsa, arne):
        page = client.get("/mitt/sagt").text
        assert "Jag vill inte" not in page and "Vi kommer i morgon" not in page
    assert db.session.scalars(select(Message.id).where(Message.kind == "answer")).all() == []
    assert "Svar att ringa ut" in manager.get("/chef/inkorg").text
    person("arne").home_id = person("signe").home_id
    assert "Jag vill inte" not in elsa.get("/mitt/sagt").text, "a guest, or whoever lived with her, may have said it"
    whose = extract.about("recipient", recipient_id("elsa"))
    assert whose and "Jag vill inte" not in json.dumps(extract.document(whose, "Provkommun", "hon bad om det"))


def test_a_relative_reads_nothing_from_before_her_consent_nor_of_which_visit(
    morning: None, app: Flask, staff: Staff
) -> None:
    client, here = daughter(app), f"/anhorig/skriv/{recipient_id('elsa')}"
    anna = db.session.scalars(select(Relative)).one()
    form = {"kind": "too_short", "way": "paper", "visit": visit_id("v1"), "text": "Bråttom", "relative": anna.id}
    staff("manager", ["norr"]).submit(f"/chef/person/{recipient_id('elsa')}/sagt", {**form, "once": "a"})
    page = words(client.get(here))
    assert "Bråttom" in page and "Mellan klockan 8" not in page and "Besöket tisdag" not in page
    with later(days=3):
        anna.secrecy_consent_on = clock.today()
        assert "Bråttom" not in client.get(here).text


def test_nobody_is_locked_out_by_whoever_has_a_picture_of_the_card(morning: None, app: Flask) -> None:
    token, far, near = card(), Client(app), Client(app)
    far.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    here = f"/k/{token}/besok/{visit_id('v1')}"
    for _ in range(4):
        assert press(far, here, "other").status_code == 422, "what is wrong in a form is not counted"
    assert [press(far, here, "other", "x").status_code for _ in range(13)] == [303] * 12 + [429]
    assert press(far, here, "not_come").status_code == 303, "that nobody came is always taken once"
    assert press(far, here, "not_come").status_code == 429
    assert press(near, here, "other", "Dörren stod öppen").status_code == 303


def test_what_is_taken_whatever_was_said_before_gives_no_room_for_more(morning: None, app: Flask) -> None:
    client = Client(app)
    here = f"/k/{card()}/besok/{visit_id('v1')}"
    assert [press(client, here, "other", "x").status_code for _ in range(13)] == [303] * 12 + [429]
    assert {press(client, here, "not_come", "ö" * 3000).status_code for _ in range(5)} == {422}
    assert press(client, here, "other", "x").status_code == 429
