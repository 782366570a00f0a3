"""What a manager may do with what was said: whom she rings and answers, once, and by when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from schema import clock
from schema.db import db
from schema.tables import (
    BreakGlass,
    Handler,
    Message,
    OwnChoice,
    Relative,
    Remark,
    RemarkStep,
)
from tests.card.conftest import words
from tests.hearing.conftest import daughter, device, later, person, press, visit_id
from tests.manager.desk import gap_id, recipient_id
from tests.people import Staff


def _answers() -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.kind == "answer").order_by(Message.id)))


def _willing() -> None:
    elsa = person("elsa")
    elsa.sms_detail, elsa.phone_verified_at = "times", clock.now()


@pytest.mark.parametrize(
    ("change", "says"), [("no_consent", "Samtycket gäller inte nu"), ("wrong", "Numret vi har är fel")]
)
def test_nobody_is_told_to_ring_without_consent_or_a_number_that_is_anothers(
    morning: None, app: Flask, staff: Staff, change: str, says: str
) -> None:
    press(daughter(app), f"/anhorig/skriv/{recipient_id('elsa')}", "call_back", "Efter 17")
    row = db.session.scalars(select(Relative)).one()
    if change == "no_consent":
        row.secrecy_consent_on = None
    else:
        row.phone_closed_at = clock.now()
    manager, remark = staff("manager", ["norr"]), db.session.scalars(select(Remark.id)).one()
    inbox = words(manager.get("/chef/inkorg"))
    assert says in inbox and "070-174 06 90" not in inbox
    manager.submit(f"/chef/inkorg/sagt/{remark}/svara", {"answer": "Ja"}, page="/chef/inkorg")
    assert "Svar att ringa ut" not in manager.get("/chef/inkorg").text and _answers() == []
    press(device(app), "/mitt/sagt", "call_back", person=recipient_id("elsa"))
    person("elsa").phone_closed_at = clock.now()
    assert "070-174 06 05" not in words(manager.get("/chef/inkorg"))


def test_the_handler_deals_with_what_a_protected_person_says(morning: None, app: Flask, staff: Staff) -> None:
    press(device(app), "/mitt/sagt", "message", "Någon stod i trappan", person=recipient_id("elsa"))
    person("elsa").protected = True
    handler, other = staff("manager", ["syd"]), staff("manager", ["norr"])
    hold = {"recipient_id": recipient_id("elsa"), "user_id": handler.user.id, "from_on": clock.today()}
    db.session.add(Handler(**hold, named_at=clock.now(), named_by_user_id=other.user.id))
    db.session.commit()
    assert "Någon stod i trappan" not in other.get("/chef/inkorg").text
    assert "Någon stod i trappan" in handler.get("/chef/inkorg").text
    remark = db.session.scalars(select(Remark.id)).one()
    handler.submit(f"/chef/inkorg/sagt/{remark}/ringt", page="/chef/inkorg")
    assert db.session.scalars(select(RemarkStep.step)).all() == ["rung"]


def test_whom_break_glass_opened_is_read_and_not_answered(morning: None, app: Flask, staff: Staff) -> None:
    press(device(app), "/mitt/sagt", "message", "Hej", person=recipient_id("elsa"))
    outsider, remark = staff("manager", ["syd"]), db.session.scalars(select(Remark.id)).one()
    now = clock.now()
    db.session.add(
        BreakGlass(
            user_id=outsider.user.id, recipient_id=recipient_id("elsa"), reason="Jour", opened_at=now,
            until_at=now + timedelta(hours=1),
        )
    )  # fmt: skip
    db.session.commit()
    assert "Hej" in outsider.get(f"/chef/person/{recipient_id('elsa')}/sagt").text
    for step in ("svara", "ringt"):
        address = f"/chef/inkorg/sagt/{remark}/{step}"
        assert outsider.submit(address, {"answer": "Ja"}, page="/konto").status_code == 404


def test_one_answer_is_told_to_her_alone_and_pressed_twice_it_is_one(morning: None, app: Flask, staff: Staff) -> None:
    manager, anna = staff("manager", ["norr"]), db.session.scalars(select(Relative)).one()
    anna.phone_verified_at = clock.now()
    press(device(app), f"/mitt/besok/{visit_id('v1')}", "too_short", "Fem minuter")
    form = {"kind": "too_short", "way": "spoken", "visit": visit_id("v1"), "text": "Mamma säger fem", "once": "k"}
    manager.submit(f"/chef/person/{recipient_id('elsa')}/sagt", {**form, "relative": anna.id})
    _willing()
    gap = gap_id("said_too_short", "v1")
    page = words(manager.get(f"/chef/avvikelse/{gap}"))
    assert "Svara Elsa Berg" in page and "Svara Anna Berg i inkorgen" in page
    for _ in range(2):
        there = f"/chef/avvikelse/{gap}"
        manager.submit(f"{there}/svara", {"answer": "Bara till Elsa"}, page=there)
    assert db.session.scalars(select(RemarkStep.text)).all() == ["Bara till Elsa"]
    assert [one.relative_id for one in _answers()] == [None]
    assert "Bara till Elsa" not in daughter(app).get(f"/anhorig/skriv/{recipient_id('elsa')}").text
    remark = db.session.scalars(select(Remark.id).where(Remark.relative_id == anna.id)).one()
    for _ in range(2):
        done = manager.submit(f"/chef/inkorg/sagt/{remark}/svara", {"answer": "Hej Anna"}, page="/chef/inkorg")
    assert "Svaret är sparat" in manager.get(done.location).text
    assert db.session.scalars(select(RemarkStep.text).order_by(RemarkStep.id)).all() == ["Bara till Elsa", "Hej Anna"]
    with later(minutes=2):
        manager.submit(f"/chef/avvikelse/{gap}/svara", {"answer": "Bara till Elsa"}, page=f"/chef/avvikelse/{gap}")
        assert len(db.session.scalars(select(RemarkStep.id)).all()) == 3


def test_in_her_own_quiet_hours_no_text_tells_of_an_answer(morning: None, app: Flask, staff: Staff) -> None:
    press(device(app), "/mitt/sagt", "message", "Hej", person=recipient_id("elsa"))
    _willing()
    quiet = {"what": "quiet", "value": "09:00-12:00", "how": "own", "recorded_at": clock.now()}
    db.session.add(OwnChoice(recipient_id=recipient_id("elsa"), **quiet))
    remark = db.session.scalars(select(Remark.id)).one()
    manager = staff("manager", ["norr"])
    manager.submit(f"/chef/inkorg/sagt/{remark}/svara", {"answer": "Ja"}, page="/chef/inkorg")
    assert _answers() == [] and "Svar att ringa ut" in manager.get("/chef/inkorg").text


def test_what_waits_longer_than_promised_is_marked(morning: None, app: Flask, staff: Staff) -> None:
    press(device(app), "/mitt/sagt", "message", "Hallå", person=recipient_id("elsa"))
    for days, late in ((1, False), (2, True)):
        with later(days=days):
            manager = staff("manager", ["norr"])
            assert ("Svaret lovades senast onsdag 25 november." in words(manager.get("/chef/inkorg"))) is late
            assert ("1 av dem längre än vi har lovat" in manager.get("/chef").text) is late
            remark = db.session.scalars(select(Remark.id)).one()
    with later(days=2):
        manager.submit(f"/chef/inkorg/sagt/{remark}/ringt", page="/chef/inkorg")
        assert "Svaret lovades" not in manager.get("/chef/inkorg").text


def test_a_deviation_closed_without_an_answer_leaves_her_waiting_in_the_inbox(
    morning: None, app: Flask, staff: Staff
) -> None:
    press(device(app), f"/mitt/besok/{visit_id('v1')}", "too_short", "Fem minuter")
    manager, gap = staff("manager", ["norr"]), gap_id("said_too_short", "v1")
    there = f"/chef/avvikelse/{gap}"
    manager.submit(
        "/chef/forklara",
        {"gap": gap, "page": "gap", "step": "explain", "reason": "other", "text": "Bråttom"},
        page=there,
    )
    assert "annars väntar Elsa Berg på det" in words(manager.get(there))
    close = {"gap": gap, "page": "gap", "step": "close", "measure": "Mer tid", "effect_check_on": "2026-12-24"}
    manager.submit("/chef/forklara", {**close, "answer": " "}, page=there)
    assert "Avslutad" in words(manager.get(there))
    assert (
        "Fem minuter" in manager.get("/chef/inkorg").text and "1 har sagt något till oss" in manager.get("/chef").text
    )


def test_what_is_dealt_with_stays_so_when_something_else_is(any_morning: None, any_app: Flask, staff: Staff) -> None:
    client, manager = device(any_app), staff("manager", ["norr"])
    for text in ("Ett", "Två", "Tre"):
        press(client, "/mitt/sagt", "message", text, person=recipient_id("elsa"))
    first, second, third = db.session.scalars(select(Remark.id).order_by(Remark.id))
    for remark, step in ((first, "svara"), (second, "lagg-undan"), (third, "ringt")):
        manager.submit(f"/chef/inkorg/sagt/{remark}/{step}", {"answer": "Ja"}, page="/chef/inkorg")
    inbox = words(manager.get("/chef/inkorg"))
    assert "Sagt till oss och klart" in inbox and "Behöver inget svar" not in inbox
    assert "har sagt något till oss" not in manager.get("/chef").text
    manager.submit(f"/chef/inkorg/sagt/{second}/lagg-tillbaka", page="/chef/inkorg")
    assert "1 har sagt något till oss" in manager.get("/chef").text
    late = manager.submit(f"/chef/inkorg/sagt/{third}/lagg-undan", page="/chef/inkorg")
    assert "En kollega hann före" in manager.get(late.location).text


def test_one_text_tells_of_all_that_was_answered_at_once(any_morning: None, any_app: Flask, staff: Staff) -> None:
    client, manager, here = device(any_app), staff("manager", ["norr"]), f"/mitt/besok/{visit_id('v1')}"
    _willing()
    for text in ("Fem minuter", "Hon hann ingenting"):
        press(client, here, "too_short", text)
    there = f"/chef/avvikelse/{gap_id('said_too_short', 'v1')}"
    manager.submit(f"{there}/svara", {"answer": "Vi ger mer tid."}, page=there)
    assert len(db.session.scalars(select(RemarkStep)).all()) == 2 and len(_answers()) == 1
    assert "Svar att ringa ut" not in manager.get("/chef/inkorg").text


def test_that_nobody_came_is_read_before_all_else(morning: None, app: Flask, staff: Staff) -> None:
    client, here = device(app), f"/mitt/besok/{visit_id('v1')}"
    for kind in ("too_short", "wrong_person", "not_come"):
        press(client, here, kind)
    inbox = words(staff("manager", ["norr"]).get("/chef/inkorg"))
    assert inbox.index("Ingen kom") < inbox.index("Fel person kom") < inbox.index("Besöket var för kort")
