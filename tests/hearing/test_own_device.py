"""She says something of a visit on her own device: kept once, a deviation at once, answered on her page."""

from __future__ import annotations

import pytest
from flask import Flask
from limits import parse
from sqlalchemy import func, select

from backend.access import limit
from backend.hearing.remarks import words as kept
from schema.db import db
from schema.tables import CameAnswer, Gap, Remark, Trail
from tests.card.conftest import words
from tests.hearing.conftest import ONCE, card, device, later, person, press, visit_id
from tests.manager.desk import recipient_id
from tests.people import Client


def test_two_taps_make_one_deviation_however_often_they_are_pressed(any_morning: None, any_app: Flask) -> None:
    client, here = device(any_app), f"/mitt/besok/{visit_id('v1')}"
    page = client.get(here)
    assert "Kom någon?" in page.text and "Klart. Leila var här." in words(page)
    assert "Klockan 8.05 till 8.35, 30 minuter" in words(page), "what was registered stands beside the plan"
    said = {"csrf_token": client.csrf_token(here), "once": ONCE.search(page.text)[1], "kind": "not_come",
            "text": "Jag satt\r\nvid fönstret hela tiden 🙂"}  # fmt: skip
    answers = [client.post(here, data=said) for _ in range(2)]
    assert {(one.status_code, one.location) for one in answers} == {(303, f"{here}?tack=not_come")}
    remark = db.session.scalars(select(Remark)).one()
    assert (remark.kind, remark.way, remark.text) == ("not_come", "page", "Jag satt\nvid fönstret hela tiden 🙂")
    assert db.session.scalars(select(CameAnswer.came)).all() == [False]
    gaps = db.session.scalars(select(Gap).where(Gap.kind.like("said%"))).all()
    assert [(gap.kind, gap.key) for gap in gaps] == [("said_not_come", f"said_not_come:v{visit_id('v1')}")]
    thanks = words(client.get(answers[0].location))
    assert "Vi har tagit emot det du sa." in thanks and "senast nästa vardag" in thanks and "018-123 45 67" in thanks
    assert "Du har sagt att ingen kom." in client.get(here).text
    rows = db.session.execute(select(Trail.role, Trail.action, Trail.recipient_id).where(Trail.what == "said.say"))
    assert rows.all() == [("recipient", "change", recipient_id("elsa"))] * 2


@pytest.mark.parametrize("kind", ["wrong_person", "too_short", "other"])
def test_each_button_says_its_own(morning: None, app: Flask, kind: str) -> None:
    client = device(app)
    assert press(client, f"/mitt/besok/{visit_id('v1')}", kind, "<b>Hej</b>").status_code == 303
    assert db.session.scalars(select(Gap.kind).where(Gap.visit_id == visit_id("v1"))).all() == [f"said_{kind}"]
    page = client.get("/mitt/sagt").text
    assert "&lt;b&gt;Hej" in page and "Vi har inte svarat än." in page


def test_what_cannot_be_kept_is_said_and_stays_in_the_form(morning: None, app: Flask) -> None:
    client, here, coming = device(app), f"/mitt/besok/{visit_id('v1')}", f"/mitt/besok/{visit_id('v3')}"
    empty, long = press(client, here, "other", " \n "), press(client, here, "other", "ö" * 10_000)
    assert (empty.status_code, long.status_code) == (422, 422)
    assert "Skriv några ord först." in empty.text
    assert "Det får plats 2000 tecken." in long.text and "ö" * 10_000 in long.text
    message = press(client, "/mitt/sagt", "message", "a" * 2001, person=recipient_id("elsa"))
    assert message.status_code == 422 and "a" * 2001 in message.text
    assert 'name="kind"' not in client.get(coming).text
    assert client.submit(coming, {"kind": "not_come", "once": "x"}, page=here).status_code == 404
    assert client.submit(here, {"kind": "other", "text": "a\0b"}).status_code == 400
    assert kept("a\0b\u202e\tc\u00a0d") == "ab c d"
    assert db.session.scalar(select(func.count(Remark.id))) == 0


def test_anothers_visit_is_not_there(morning: None, app: Flask) -> None:
    client = device(app)
    for address in (visit_id("v4"), visit_id("v5"), 2**40):
        assert client.get(f"/mitt/besok/{address}").status_code == 404
        assert client.submit(f"/mitt/besok/{address}", {"kind": "not_come"}, page="/mitt/sagt").status_code == 404
    foreign = {"kind": "message", "text": "x", "person": recipient_id("arne")}
    assert client.submit("/mitt/sagt", foreign).status_code == 404
    unknown = client.submit(f"/mitt/besok/{visit_id('v1')}", {"kind": "message", "text": "x"})
    assert unknown.status_code == 404
    assert db.session.scalars(select(Remark.id)).all() == []


def test_a_device_that_waits_says_no_more_than_the_card_and_a_protected_one_nothing(morning: None, app: Flask) -> None:
    client, here = device(app, way="worker"), f"/mitt/besok/{visit_id('v1')}"
    assert client.get("/mitt/sagt").status_code == 403
    assert press(client, here, "too_short").status_code == 303
    assert db.session.scalars(select(Remark.way)).all() == ["card"]
    person("elsa").protected = True
    assert client.get(here).status_code == 403


def test_who_says_very_much_is_told_to_ring(morning: None, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client, here = device(app), f"/mitt/besok/{visit_id('v1')}"
    token = client.csrf_token(here)
    monkeypatch.setitem(limit._ITEMS, "said_device", parse("3 per hour"))
    said = [client.post(here, data={"csrf_token": token, "kind": "other", "text": f"nummer {n}"}) for n in range(4)]
    assert [one.status_code for one in said] == [303] * 3 + [429]
    assert "Ring oss i stället" in said[-1].text and "nummer 3" in said[-1].text


def test_a_slip_of_the_finger_is_taken_back_by_her_own_device_and_never_by_the_card(
    any_morning: None, any_app: Flask
) -> None:
    client, here = device(any_app), f"/mitt/besok/{visit_id('v1')}"
    kept = select(Gap.resolved_at).where(Gap.kind == "said_not_come")
    press(client, here, "not_come")
    assert db.session.scalars(kept).one() is None
    page = words(client.get(here))
    assert "Du har sagt att ingen kom." in page and "Ja, någon kom" in page and "Nej, ingen kom" not in page
    with later(minutes=1):
        press(Client(any_app), f"/k/{card()}/besok/{visit_id('v1')}", "came")
        assert db.session.scalars(kept).one() is None, "whoever was in her home could press that"
    with later(minutes=2):
        press(client, here, "came")
    db.session.expire_all()
    assert db.session.scalars(kept).one() is not None
    assert [one.came for one in db.session.scalars(select(CameAnswer).where(CameAnswer.device_id.is_not(None)))] == [
        False, True
    ]  # fmt: skip
    assert db.session.scalars(select(Remark.kind)).all() == ["not_come"], "what was said stands"
    with later(minutes=3):
        press(client, here, "not_come")
    db.session.expire_all()
    assert None in db.session.scalars(kept).all()


def test_what_she_says_last_is_her_word(any_morning: None, any_app: Flask) -> None:
    client, here = device(any_app), f"/mitt/besok/{visit_id('v1')}"
    once = ONCE.search(client.get(here).text)
    assert once
    for minutes, kind in enumerate(("not_come", "came", "not_come")):
        with later(minutes=minutes):  # her thumb went back to the page as it was
            assert client.submit(here, {"once": once[1], "kind": kind}).status_code == 303
    assert db.session.scalars(select(CameAnswer.came).order_by(CameAnswer.id)).all() == [False, True, False]
    db.session.expire_all()
    assert db.session.scalars(select(Gap.resolved_at).where(Gap.kind == "said_not_come")).one() is None
