"""The manager reads what was said, answers it, and whoever said it is told; it is followed up like any deviation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.gaps.detect import evaluate
from backend.gaps.judge import Span
from backend.intake.events import rederive
from schema import clock
from schema.db import db
from schema.tables import (
    Gap,
    Message,
    Recipient,
    Relative,
    Remark,
    RemarkStep,
    Trail,
    UnitNotice,
)
from schema.wire.facts import Touched
from tests.card.conftest import words
from tests.hearing.conftest import card, daughter, device, later, person, press, visit_id
from tests.manager.desk import gap_id, recipient_id
from tests.packages import DAY
from tests.people import Client, Staff


def _answers() -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.kind == "answer").order_by(Message.id)))


def _willing() -> None:
    elsa = person("elsa")
    elsa.sms_detail, elsa.phone_verified_at = "times", clock.now()


def test_a_deviation_is_followed_up_and_its_answer_reaches_her(any_morning: None, any_app: Flask, staff: Staff) -> None:
    client, manager, outsider = device(any_app), staff("manager", ["norr"]), staff("manager", ["syd"])
    press(client, f"/mitt/besok/{visit_id('v1')}", "not_come", "Ingen var här")
    _willing()
    desk = manager.get("/chef").text
    assert "Vi fick höra: ingen kom till Elsa Berg" in desk and "1 har sagt något till oss" in desk
    gap = gap_id("said_not_come", "v1")
    page = words(manager.get(f"/chef/avvikelse/{gap}"))
    assert "Elsa Berg: Ingen kom" in page and "Ingen var här" in page and "på sin egen sida: ingen kom" in page
    assert outsider.get(f"/chef/avvikelse/{gap}").status_code == 404
    explain = {"gap": gap, "page": "gap", "step": "explain", "reason": "locked_out"}
    manager.submit("/chef/forklara", explain, page=f"/chef/avvikelse/{gap}")
    close = {"gap": gap, "page": "gap", "step": "close", "measure": "Ny nyckel", "effect_check_on": "2026-12-24"}
    answer = "Vi kom inte in. Nu har vi en ny nyckel."
    done = manager.submit("/chef/forklara", {**close, "answer": answer}, page=f"/chef/avvikelse/{gap}")
    assert done.status_code == 303
    assert answer in manager.get(f"/chef/avvikelse/{gap}").text
    assert answer in client.get("/mitt/sagt").text
    (text,) = _answers()
    assert text.body == "Provkommun: Vi har svarat på det du sa. Ring 018-123 45 67 eller se sidan."
    assert (text.number, text.state, text.recipient_id) == (person("elsa").phone, "queued", recipient_id("elsa"))
    assert "har sagt något till oss" not in manager.get("/chef").text
    assert "Svar att ringa ut" not in manager.get("/chef/inkorg").text
    again = manager.submit(f"/chef/avvikelse/{gap}/svara", {"answer": "En sak till."}, page=f"/chef/avvikelse/{gap}")
    assert again.status_code == 303 and "En sak till." in client.get("/mitt/sagt").text
    foreign = outsider.submit(f"/chef/avvikelse/{gap}/svara", {"answer": "Hej"}, page="/konto")
    assert foreign.status_code == 404
    trail = select(Trail.recipient_id).where(Trail.what == "manager_remarks.answer_gap", Trail.action == "change")
    assert set(db.session.scalars(trail)) == {recipient_id("elsa")}


@pytest.mark.parametrize("why", ["no_texts", "shared", "shadow", "night", "unconfirmed"])
def test_who_cannot_be_told_by_a_text_is_to_be_rung(morning: None, app: Flask, staff: Staff, why: str) -> None:
    manager = staff("manager", ["norr"])
    press(device(app), "/mitt/sagt", "message", "Ring mig", person=recipient_id("elsa"))
    _willing()
    if why == "no_texts":
        person("elsa").sms_detail = "none"
    elif why == "shared":
        row = db.session.scalars(select(Relative)).one()
        row.phone, row.phone_hash = person("elsa").phone, person("elsa").phone_hash
    elif why == "unconfirmed":
        person("elsa").phone_verified_at = None
        person("elsa").phone_since_at = clock.now()
    elif why == "shadow":
        unit = person("elsa").unit_id
        db.session.add(UnitNotice(unit_id=unit, mode="shadow", recorded_at=clock.now()))
    remark = db.session.scalars(select(Remark.id)).one()
    with later(hours=11 if why == "night" else 0):
        manager.submit(f"/chef/inkorg/sagt/{remark}/svara", {"answer": "Ja"}, page="/chef/inkorg")
        inbox = words(manager.get("/chef/inkorg"))
        assert "Svar att ringa ut" in inbox and "070-174 06 05" in inbox
        assert [one.state for one in _answers()] in ([], ["suppressed"])
        assert "1 svar att ringa ut" in manager.get("/chef").text
        manager.submit(f"/chef/inkorg/sagt/{remark}/ringt", page="/chef/inkorg")
        assert "Svar att ringa ut" not in manager.get("/chef/inkorg").text


def test_a_relative_is_told_by_her_own_wish_and_reads_the_answer(morning: None, app: Flask, staff: Staff) -> None:
    client, here = daughter(app), f"/anhorig/skriv/{recipient_id('elsa')}"
    press(client, here, "call_back", "Efter klockan 17")
    db.session.scalars(select(Relative)).one().phone_verified_at = clock.now()
    manager = staff("manager", ["norr"])
    inbox = words(manager.get("/chef/inkorg"))
    assert "Anna Berg, dotter till Elsa Berg" in inbox and "Vill bli uppringd" in inbox and "070-174 06 90" in inbox
    remark = db.session.scalars(select(Remark.id)).one()
    address = f"/chef/inkorg/sagt/{remark}"
    assert staff("manager", ["syd"]).submit(f"{address}/svara", {"answer": "x"}, page="/chef/inkorg").status_code == 404
    for wrong in ("  ", "x" * 2001):
        manager.submit(f"{address}/svara", {"answer": wrong}, page="/chef/inkorg")
    assert db.session.scalars(select(RemarkStep)).all() == []
    manager.submit(f"{address}/lagg-undan", page="/chef/inkorg")
    late = manager.submit(f"{address}/lagg-undan", page="/chef/inkorg")
    assert "En kollega hann före" in manager.get(late.location).text
    manager.submit(f"{address}/lagg-tillbaka", page="/chef/inkorg")
    manager.submit(f"{address}/svara", {"answer": "Vi ringer i kväll"}, page="/chef/inkorg")
    assert [(one.number, one.relative_id) for one in _answers()] == [
        ("+46701740690", db.session.scalar(select(Relative.id)))
    ]
    assert "Vi ringer i kväll" in client.get(here).text
    manager.submit(f"{address}/svara", {"answer": "Två gånger"}, page="/chef/inkorg")
    assert len(_answers()) == 1, "a colleague's second answer is refused"


def test_staff_write_down_what_she_says(any_morning: None, any_app: Flask, staff: Staff) -> None:
    manager, here = staff("manager", ["norr"]), f"/chef/person/{recipient_id('elsa')}/sagt"
    assert here in manager.get(f"/chef/person/{recipient_id('elsa')}").text
    missing = manager.submit(here, {"kind": "too_short", "way": "paper", "text": "Bråttom"})
    assert missing.status_code == 422 and "Välj vilket besök" in missing.text and "Bråttom" in missing.text
    anna = db.session.scalars(select(Relative.id)).one()
    form = {"kind": "too_short", "way": "paper", "visit": visit_id("v1"), "text": "Bråttom", "relative": anna}
    assert manager.submit(here, form).status_code == 303
    assert manager.submit(here, {**form, "visit": visit_id("v5"), "once": "q"}).status_code == 422, "not her visit"
    assert "Bara personen själv" in manager.submit(here, {**form, "kind": "came"}).text
    said = db.session.scalars(select(Remark)).one()
    assert (said.way, said.relative_id, said.user_id) == ("paper", anna, manager.user.id)
    page = words(manager.get(here))
    assert "Anna Berg, dotter till Elsa Berg: Besöket var för kort" in page and "nedskrivet av Manager 1" in page
    assert db.session.scalars(select(Gap.kind).where(Gap.kind.like("said%"))).all() == ["said_too_short"]
    assert manager.submit(here, {**form, "kind": "came", "relative": "", "once": "c"}).status_code == 303
    page = words(manager.get(here))
    assert "Kom någon? Svar det senaste halvåret" in page
    assert "på papper, nedskrivet av Manager 1: någon kom. Besöket tisdag 24 november, mellan klockan 8 och 9." in page
    assert staff("manager", ["syd"]).get(here).status_code == 404
    db.session.get_one(Recipient, recipient_id("elsa")).protected = True
    assert manager.get(here).status_code == 404


def test_an_auditor_finds_it_in_the_figures_and_a_report_only_when_there_are_any(
    morning: None, app: Flask, staff: Staff, run_cli
) -> None:
    asked = ("report", "gaps", "--from", DAY, "--to", DAY, "--format", "json")
    assert "said_" not in run_cli(*asked).stdout
    press(Client(app), f"/k/{card()}/besok/{visit_id('v1')}", "other", "Grinden stod öppen")
    assert '"said_other": {"visits": 1, "minutes": 0, "highest": 0}' in run_cli(*asked).stdout
    head = staff("head")
    assert "sagt: annat" in head.get("/chef/granskning").text
    case = f"/chef/granskning/{gap_id('said_other', 'v1')}"
    opened = head.submit(case, {"reason": "Klagomål 2026-114"})
    assert "Grinden stod öppen" in opened.text and "genom kortet i hemmet" in opened.text


def test_judged_live_or_on_demand_it_is_the_same_and_missed_or_cancelled_hides_nothing(
    any_morning: None, any_app: Flask
) -> None:
    press(device(any_app), f"/mitt/besok/{visit_id('v1')}", "wrong_person")
    press(device(any_app, "arne"), f"/mitt/besok/{visit_id('v4')}", "not_come")
    with later(days=1):
        rederive(Touched({recipient_id("elsa"), recipient_id("arne")}, set(), {DAY}))
        db.session.commit()
        live = select(Gap.key).where(Gap.resolved_at.is_(None))
        span = Span(DAY - timedelta(days=1), DAY)
        found = {gap.key for part in evaluate(span) for gap in part.gaps}
        people = [recipient_id("elsa"), recipient_id("arne")]
        assert set(db.session.scalars(live.where(Gap.recipient_id.in_(people)))) <= found
        about = {
            f"missed:v{visit_id('v4')}",
            f"said_not_come:v{visit_id('v4')}",
            f"said_wrong_person:v{visit_id('v1')}",
        }
        assert about <= found and about <= set(db.session.scalars(live))
