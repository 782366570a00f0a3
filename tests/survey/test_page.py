"""The question on her own device: about one visit, answered once, kept with nobody."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from backend.access.scope import MUNICIPALITY
from backend.devices import devices
from backend.offers import choose
from backend.survey import answering, drawing, due
from clients.ui import cookies
from schema import clock
from schema.db import db
from schema.tables import OwnChoice, SurveyAsk, SurveyCount, Trail
from tests.card.conftest import words
from tests.card.world import DAY, at
from tests.pairing.conftest import Homes, any_homes, homes
from tests.people import Client

MONDAY = drawing.week_of(DAY)
WEEK = timedelta(days=7)


def turn(recipient_id: int) -> date:
    """The day of the week on which somebody is asked about her first visit."""
    return drawing.first_day(recipient_id, MONDAY)


def lay(homes: Homes, person=None, services: str = "lunch", name: str = "", day: date | None = None):
    """A visit of eight o'clock that is done, on the day of her turn."""
    person = person or homes.person
    day = day or turn(person.id)
    visit = homes.visit(name or f"v{person.id}", at(8, 0, day), at(9, 0, day), services=services, person=person)
    homes.came(visit, "Ali", at(8, 5, day), at(8, 30, day))
    db.session.commit()
    return visit


def device(app: Flask, recipient_id: int) -> Client:
    client = Client(app)
    client.set_cookie(cookies.OWN, devices.pair(recipient_id, "sms", None))
    db.session.commit()
    return client


def press(client: Client, visit_id: int, face: str, when) -> int:
    with clock.standing_at(when):
        page = client.get(f"/mitt/fraga/{visit_id}")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        sent = {"csrf_token": token[1] if token else client.csrf_token("/mitt/vem"), "face": face}
        return client.post(f"/mitt/fraga/{visit_id}", data=sent).status_code


def counts() -> dict[tuple[int, str], int]:
    return {(row.face, row.way): row.answers for row in db.session.scalars(select(SurveyCount))}


def test_she_answers_once_and_is_left_alone_for_a_week(homes: Homes, app: Flask) -> None:
    visit = lay(homes)
    client, noon = device(app, homes.person.id), at(12, 0, visit.date)
    with clock.standing_at(at(8, 40, visit.date)):
        assert due.question(homes.person.id) is None, "not while the door is closing"
    with clock.standing_at(noon):
        page = client.get(f"/mitt/fraga/{visit.id}")
        assert "Hur var besöket?" in words(page) and "Varken bra eller dåligt" in words(page)
        assert db.session.scalars(select(SurveyAsk)).all() == [], "looking writes nothing"
        assert client.get("/mitt/fraga/999999").status_code == 404
        assert Client(app).get(f"/mitt/fraga/{visit.id}").status_code == 403
    assert [press(client, visit.id, face, noon) for face in ("9", "3", "1", "no")] == [200, 303, 303, 303]
    assert counts() == {(3, "own"): 1, (2, "own"): 0, (1, "own"): 0}
    with clock.standing_at(noon):
        assert "Tack!" in words(client.get(f"/mitt/fraga/{visit.id}"))
        assert "Kiitos!" in words(client.get(f"/mitt/fraga/{visit.id}?lang=fi"))
    lay(homes, name="next", day=visit.date + timedelta(days=1))
    for away in range(1, 7):
        with clock.standing_at(noon + timedelta(days=away)):
            assert due.question(homes.person.id) is None
    assert "survey_answered" in set(db.session.scalars(select(Trail.reason)))


def test_not_now_is_no_answer_and_as_long_a_rest(homes: Homes, app: Flask) -> None:
    visit = lay(homes)
    client = device(app, homes.person.id)
    assert press(client, visit.id, "no", at(12, 0, visit.date)) == 303
    assert counts() == {} and db.session.scalars(select(SurveyAsk)).one().closed


@pytest.mark.parametrize(
    ("services", "asked"), [("insulin", False), ("insulin lunch", True), ("dusch", True)]
)  # fmt: skip
def test_never_about_nursing_alone(homes: Homes, services: str, asked: bool) -> None:
    visit = lay(homes, services=services)
    with clock.standing_at(at(12, 0, visit.date)):
        assert (due.question(homes.person.id) is not None) is asked


def test_never_about_an_alarm_and_the_question_stands_until_the_next_day(homes: Homes) -> None:
    visit = lay(homes)
    for away, stands in ((0, True), (1, True), (2, False)):
        with clock.standing_at(at(12, 0, visit.date) + timedelta(days=away)):
            assert (due.question(homes.person.id) is not None) is stands
    homes.services["lunch"].category = "alarm"
    with clock.standing_at(at(12, 0, visit.date)):
        assert due.question(homes.person.id) is None


def test_who_has_chosen_peace_or_whose_unit_does_not_ask_is_not_asked(homes: Homes) -> None:
    visit = lay(homes)
    with clock.standing_at(at(12, 0, visit.date)):
        for value, asked in (("off", False), ("on", True)):
            db.session.add(OwnChoice(recipient_id=homes.person.id, what="survey", value=value, how="own",
                                     recorded_at=clock.now()))  # fmt: skip
            db.session.flush()
            assert (due.question(homes.person.id) is not None) is asked
        assert choose(MUNICIPALITY, homes.unit.id, 12, "executed", survey=False)
        assert due.question(homes.person.id) is None


def test_another_s_question_is_not_there(homes: Homes, app: Flask) -> None:
    other = homes.new_person("signe", homes.new_home("h2"))
    visit = lay(homes, other)
    assert press(device(app, homes.person.id), visit.id, "3", at(12, 0, visit.date)) == 404
    assert counts() == {}


def test_nothing_leads_from_an_answer_to_who_gave_it(any_homes: Homes, any_app: Flask) -> None:
    people = [any_homes.person] + [
        any_homes.new_person(f"p{one}", any_homes.new_home(f"home{one}")) for one in range(3)
    ]
    faces = ("1", "3", "2", "3")
    for person, face in zip(people, faces, strict=True):
        visit = lay(any_homes, person)
        assert press(device(any_app, person.id), visit.id, face, at(12, 0, visit.date)) == 303
    asks = db.session.scalars(select(SurveyAsk).order_by(SurveyAsk.id)).all()
    assert {one.key for one in inspect(SurveyAsk).columns} == {
        "id", "recipient_id", "visit_id", "unit_id", "message_id", "asked_on", "closed"
    }  # fmt: skip
    assert {one.key for one in inspect(SurveyCount).columns} == {"unit_id", "month_on", "face", "way", "answers"}
    assert len({(one.closed, one.message_id, one.unit_id) for one in asks}) == 1, (
        "whoever answered looks as who did not"
    )
    months = {one.asked_on.replace(day=1) for one in asks}
    assert sum(counts().values()) == 4 and len(months) == 1
    assert counts() == {(3, "own"): 2, (2, "own"): 1, (1, "own"): 1}
    hidden = "xmin" if db.engine.dialect.name == "postgresql" else "1"
    order = "ctid" if db.engine.dialect.name == "postgresql" else "rowid"
    rows = db.session.execute(text(f"SELECT face, {hidden} FROM survey_count ORDER BY {order}")).all()
    assert [face for face, _ in rows] == sorted(answering.FACES), "the order in which rows lie is always the same"
    assert len({str(by) for _, by in rows}) == 1, "nor does the last writer of a row tell which face was last"


__all__ = ["any_homes", "homes"]
