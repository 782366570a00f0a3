"""The register of incidents: its clock, its steps, and to whom each incident is there at all."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from backend.access.scope import Scope
from backend.privacy import incidents
from backend.privacy.incidents import Misstep
from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.tables import Incident, Trail, Unit
from tests.apps import assemble, dispose
from tests.people import Client, Staff

PAGE = "/dataskydd/incidenter"
WHOLE = "Hela kommunen"
PASSING = re.compile(r'name="csrf_token"[^>]*>|\d\d[.:]\d\d')


def moment(ago: timedelta) -> dict[str, str]:
    """Day and time as a form has them, some time ago."""
    local = clock.local(clock.now() - ago)
    return {"day": str(local.date()), "time": local.strftime("%H:%M")}


@pytest.fixture
def units(any_app: Flask) -> dict[str, int]:
    """Three units, by name."""
    rows = [Unit(source="plan", outside_id=name, name=name.title(), steering="minutes", revision=1, digest="")
            for name in ("norr", "syd", "ost")]  # fmt: skip
    db.session.add_all(rows)
    db.session.commit()
    return {row.outside_id: row.id for row in rows}


def found(client: Client, said: str, *unit_ids: int, **more: Any) -> Any:
    """Note an incident of these units; the answer."""
    fields = {**moment(timedelta(hours=1)), "text": said, "unit": [str(one) for one in unit_ids], **more}
    return client.submit(PAGE, fields, page=PAGE)


def test_an_incident_runs_its_72_hours_and_keeps_each_step(units: Any, staff: Staff) -> None:
    head = staff("head")
    one = found(head, "En telefon är stulen", **moment(timedelta(hours=70))).location
    number = int(one.rsplit("/", 1)[1])
    page = head.get(PAGE).text
    assert f"Nummer {number}</a>" in page and ("1 timme kvar" in page or "2 timmar kvar" in page) and WHOLE in page
    scope = Scope("head", None, user_id=head.user.id)
    with clock.standing_at(clock.now() + timedelta(hours=10)):
        case = incidents.case(scope, number)
        assert case and case.hours_left(clock.now()) < 0
    steps = (("measure", "Telefonen är spärrad"), ("reported", "Anmälan skickad"), ("told", "Brev till de tre"),
             ("closed", "Klart"), ("told", "En till"))  # fmt: skip
    for minutes, (step, said) in zip((60, 30, 20, 10, 5), steps, strict=True):
        head.submit(one, {**moment(timedelta(minutes=minutes)), "step": step, "text": said}, page=one)
    assert [row.step for row in db.session.scalars(select(Incident).order_by(Incident.id))] == [
        "found", "measure", "reported", "told", "closed"
    ]  # fmt: skip
    page = staff("auditor").get(one).text
    assert "Brev till de tre" in page and "Avslutad" in page and "<textarea" not in page


@pytest.mark.parametrize("wrong", [{"text": "  "}, {"day": "2099-01-01"}, {"day": "i går"}, {"time": "25:00"}])
def test_what_is_no_step_is_not_written_and_what_was_typed_stays(units: Any, staff: Staff, wrong: Any) -> None:
    head = staff("head")
    answer = found(head, "En telefon är stulen", units["syd"], **wrong)
    assert db.session.scalars(select(Incident)).all() == []
    assert answer.status_code == 422
    assert ("En telefon är stulen" in answer.text) == ("text" not in wrong)
    assert f'value="{units["syd"]}" checked' in answer.text
    one = found(head, "En telefon är stulen").location
    fields = {**moment(timedelta(0)), "step": "told", "text": "Brev till de tre", **wrong}
    again = head.submit(one, fields, page=one)
    assert again.status_code == 422 and '<option value="told" selected>' in again.text
    assert ("Brev till de tre" in again.text) == ("text" not in wrong)


def test_whoever_answers_for_all_its_units_sees_it_and_nobody_else(units: Any, staff: Staff) -> None:
    head = staff("head")
    said = {("norr",): "Bara norr", ("syd",): "Bara syd", ("norr", "syd"): "Norr och syd", (): "Alla berörs"}
    pages = {text: found(head, text, *(units[one] for one in some)).location for some, text in said.items()}
    seeing = {
        ("norr",): {"Bara norr"}, ("syd",): {"Bara syd"}, ("ost",): set(), (): set(said.values()),
        ("norr", "syd"): {"Bara norr", "Bara syd", "Norr och syd"},
    }  # fmt: skip
    for role in ("head", "auditor", "admin"):
        for some, expected in seeing.items():
            reader = staff(role, list(some) or None)
            listed = reader.get(PAGE).text
            assert {one for one in said.values() if f">{one}</td>" in listed} == expected, (role, some)
            assert {text for text, page in pages.items() if reader.get(page).status_code == 200} == expected
            assert "Personuppgiftsincidenter" in reader.get("/dataskydd").text
    for role in ("manager", "planner", "worker"):
        assert [staff(role, ["norr"]).get(page).status_code for page in (PAGE, pages["Bara norr"])] == [403, 403]


def test_not_yours_and_not_there_are_one_answer(units: Any, staff: Staff) -> None:
    other = found(staff("head"), "Bara syd", units["syd"]).location
    numbers = {row.number for row in db.session.scalars(select(Incident))}
    nowhere = next(f"{PAGE}/{one}" for one in range(100_000, 200_000) if one not in numbers)
    for role in ("head", "admin"):
        reader = staff(role, ["norr"])
        reader.get("/dataskydd")  # it says that she is signed in, once
        fields = {**moment(timedelta(0)), "step": "measure", "text": "Jag ser dig"}
        told = [
            [(answer.status_code, PASSING.sub("", answer.text))
             for answer in (reader.get(page), reader.submit(page, fields, page=PAGE))]
            for page in (other, nowhere)
        ]  # fmt: skip
        assert told[0] == told[1] and {status for status, _ in told[0]} == {404}
    assert len(db.session.scalars(select(Incident)).all()) == 1


def test_a_head_of_one_unit_notes_what_concerns_it_and_nothing_else(units: Any, staff: Staff) -> None:
    head = staff("head", ["norr"])
    form = head.get(PAGE).text
    assert f'value="{units["norr"]}" checked' in form and "Syd" not in form
    for wrong in ((), (units["syd"],), (units["norr"], units["syd"]), (2**40,)):
        answer = found(head, "En telefon är stulen", *wrong)
        assert answer.status_code == 422 and "vilka av dina enheter" in answer.text and "stulen" in answer.text
    assert found(staff("head"), "Finns inte", 2**40).status_code == 422
    assert db.session.scalars(select(Incident)).all() == []
    one = found(head, "En telefon är stulen", units["norr"]).location
    assert head.submit(one, {**moment(timedelta(0)), "step": "measure", "text": "Spärrad"}, page=one).status_code == 303
    assert "Norr" in staff("head").get(one).text
    with pytest.raises(Misstep, match="no_unit"):
        incidents.open_case(Scope("head", frozenset(), user_id=head.user.id), clock.now(), "Ingen enhet", [])


def test_a_number_tells_nothing_of_how_many_there_are(units: Any, staff: Staff) -> None:
    head = staff("head")
    numbers = [int(found(head, f"Nummer {place}").location.rsplit("/", 1)[1]) for place in range(8)]
    assert len(set(numbers)) == 8 and all(100_000 <= one < 1_000_000 for one in numbers)
    assert max(numbers) - min(numbers) > 1_000, "in a row they would count themselves"


def test_the_trail_names_the_unit_only_where_it_is_one(units: Any, staff: Staff) -> None:
    """The unit's own log check shows what is about it; of several, one alone must not learn that it is there."""
    head = staff("head")
    pages = [found(head, "x", *some).location for some in ((units["norr"],), (units["norr"], units["syd"]), ())]
    for page in pages:
        head.get(page)
    rows = db.session.scalars(select(Trail).where(Trail.user_id == head.user.id).order_by(Trail.id)).all()
    named = [
        (row.action, row.unit_id) for row in rows if row.what in ("privacy_incidents.begin", "privacy_incidents.case")
    ]
    assert named == [("change", units["norr"]), ("change", None), ("change", None),
                     ("read", units["norr"]), ("read", None), ("read", None)]  # fmt: skip
    checker = staff("head", ["norr"])
    assert checker.get("/chef/loggkontroll").text.count("incidenter") >= 1


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_those_from_before_are_the_whole_municipalitys(make_settings: Any, empty_database: Any, kind: str) -> None:
    app = assemble(make_settings(database_url=empty_database(kind)))
    with app.app_context():
        upgrade(revision="0003")
        with db.engine.begin() as connection:
            connection.execute(text(
                'INSERT INTO "user" (id, email, name, active, fs_uniquifier, created_at, pin_wrong) '
                "VALUES (1, 'chef@example.se', 'Chef', true, 'x', '2026-11-20 08:00:00', 0)"
            ))  # fmt: skip
            connection.execute(
                text("INSERT INTO incident (id, number, step, happened_at, text, user_id, written_at) VALUES "
                     "(1, 1, 'found', '2026-11-20 08:00:00', :said, 1, '2026-11-20 08:00:00')"),
                {"said": ring().encrypt("En telefon är stulen")},
            )  # fmt: skip
        upgrade()
        assert [case.steps[0].text for case in incidents.cases(Scope("head", None))] == ["En telefon är stulen"]
        assert incidents.cases(Scope("head", frozenset({1}))) == []
        db.session.rollback()
        downgrade(revision="0003")
        assert db.session.execute(text("SELECT number, step FROM incident")).all() == [(1, "found")]
        db.session.rollback()
        upgrade()
        dispose(app)
