"""The day call: who is called instead of texted, when, what is said, and what becomes of one that nobody takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from backend.access.scope import Scope
from backend.access.signin import create_user
from backend.telling.unreached import done, unreached
from backend.telling.ways import by_call
from schema import clock
from schema.db import db
from schema.tables import ImportRun, Message, NoticeWish, Promise, Recipient, Visit, VisitRevision
from schema.tables.visit import VisitPlan
from tests.fake_twilio import FakeTwilio, Fault
from tests.fake_twilio.callbacks import Handset
from tests.notices.town import CONSENTS, DAY, Town, at, line, number
from tests.people import PASSWORD, Client

Tick = Callable[..., dict[str, object]]
MANAGER = Scope(role="manager", unit_ids=None)


@pytest.fixture
def tick(live: Flask) -> Tick:
    """A job at a time of the day."""

    def once(hour: int = 8, minute: int = 0, job: str = "day_call") -> dict[str, object]:
        db.session.commit()
        counts = jobs.once(job, at(hour, minute))
        db.session.expire_all()
        return counts

    return once


def wish(person: Recipient, **more: object) -> None:
    given = {"notices": "changes", "evening_before": False, "recorded_at": clock.now(), **more}
    db.session.add(NoticeWish(recipient_id=person.id, **given))


def published(visit: Visit) -> None:
    """The revision of a visit, as an import brings it."""
    run = ImportRun(source="plan", started_at=at(5), package="plan", report={})
    db.session.add(run)
    db.session.flush()
    names = [name for name in vars(VisitPlan)["__annotations__"]]
    plan = {name: getattr(visit, name) for name in names}
    db.session.add(VisitRevision(visit_id=visit.id, number=1, run_id=run.id, published_at=at(5),
                                 outside_id=visit.outside_id, **plan))  # fmt: skip


def called(fake: FakeTwilio) -> list[str]:
    return [call["to"] for call in fake.calls.all()]


@pytest.mark.parametrize(
    ("wished", "phone", "landline", "call"),
    [
        (None, number(5), None, False), (None, number(5), line(5), False), (None, None, line(5), True),
        (None, line(5), None, True), ("call", number(5), None, True), ("sms", number(5), line(5), False),
        ("sms", None, line(5), True), ("sms", line(5), None, False), (None, "skräp", None, False),
    ],
)  # fmt: skip
def test_who_is_called(wished: str | None, phone: str | None, landline: str | None, call: bool) -> None:
    assert by_call(wished, phone, landline) is call


def test_each_is_told_by_one_way_at_her_hour(tick: Tick, fake_twilio: FakeTwilio) -> None:
    town = Town()
    for place, more in enumerate([
        {"landline": line(1)}, {"phone": line(2)}, {"phone": number(3), "way": "call"}, {"phone": number(4)},
        {"phone": number(5), "landline": line(5), "way": "call", "list_at": time(7, 30)},
        {"landline": line(6), "sms_detail": "none"}, {"landline": line(7), "protected": True},
        {"landline": line(8), "landline_since_at": at(5)}, {"phone": number(9), "list_at": time(9)},
    ]):  # fmt: skip
        chosen = {key: more.pop(key) for key in ("way", "list_at") if key in more}
        given = {"phone": None, "sms_detail": "names", **more}
        elsa = town.recipient(f"R{place}", **given)
        town.visit(elsa, at(9, 30), at(10))
        if chosen:
            wish(elsa, **chosen)
    tick(6, 30, "morning_list")
    assert [message["to"] for message in fake_twilio.accepted] == [number(4)]
    tick(7, 45)
    assert called(fake_twilio) == [line(5)]
    assert tick(8) == {"written": 3, "waiting": 0, "withheld": 0, "asked": 0, "welcomed": 1, "sent": 4}
    assert sorted(called(fake_twilio)[1:]) == sorted([line(1), line(2), number(3), line(8)])
    tick(9, 0, "morning_list")
    assert tick(9, 1)["written"] == 0
    assert len(fake_twilio.accepted) == 2, "and the one who wished for nine"
    texts = {message.number: message.body for message in db.session.scalars(select(Message))}
    assert texts[line(1)] == (
        "Så här är det planerat i dag tisdag 24 november.\nMellan klockan nio trettio och tio kommer Leila."
    )
    assert "nio" not in (texts[line(8)] or ""), "a number that is new hears of no visit the first day"
    assert len(set(db.session.scalars(select(Promise.visit_id)))) == 6


def test_a_couple_on_one_line_is_one_call_at_the_lower_level(tick: Tick, fake_twilio: FakeTwilio) -> None:
    town = Town()
    for name, detail in (("Elsa", "services"), ("Arne", "times")):
        town.visit(town.recipient(name, None, detail, landline=line(1)), at(9), at(10))
    signe = town.recipient("Signe", number(2), "services", landline=line(1))
    town.usual(signe)  # she is told on her own telephone
    tick(6, 30, "morning_list")
    assert tick()["written"] == 1
    message = db.session.scalars(select(Message).where(Message.kind == "day_call")).one()
    assert message.body.splitlines()[1:] == ["Mellan klockan nio och tio kommer vi."]
    assert (message.recipient_id, message.level, message.segments) == (None, "times", None)
    kin = town.recipient("Karin", None, "services", landline=line(3))
    town.visit(kin, at(9), at(10))
    town.relative(kin, line(3), **{**CONSENTS, "consent_basis": None})
    assert tick(8, 1)["withheld"] == 1, "a relative without consent answers there"
    assert called(fake_twilio) == [line(1)]


def test_a_wish_withdrawn_while_the_call_waits_drops_it(tick: Tick, fake_twilio: FakeTwilio) -> None:
    town = Town()
    elsa = town.recipient("Elsa", None, landline=line(1))
    town.usual(elsa)
    fake_twilio.faults.append(Fault(code=20429))
    assert tick()["queued"] == 1
    elsa.sms_detail = "none"
    assert tick(8, 10, "deliver") == {"suppressed": 1}
    assert called(fake_twilio) == []


@pytest.mark.parametrize("how", ["no-answer", "busy", "completed"])
def test_nobody_takes_it_once_more_then_the_call_list(
    tick: Tick, fake_twilio: FakeTwilio, live: Flask, how: str
) -> None:
    town, phone = Town(), Client(live)
    elsa = town.recipient("Elsa", None, landline=line(1))
    published(town.visit(elsa, at(9), at(10)))
    tick()
    first = Handset(phone, fake_twilio)
    if how == "completed":
        first.lift()  # a machine answers, and presses no key
    with clock.standing_at(at(8, 1)):
        first.end(how)
    assert tick(8, 15).get("again") is None
    with clock.standing_at(at(8, 15)):
        assert [one.people[0].name for one in unreached(MANAGER, DAY)] == ["Elsa"]
    assert tick(8, 16)["again"] == 1
    assert called(fake_twilio) == [line(1)] * 2
    with clock.standing_at(at(8, 17)):
        assert unreached(MANAGER, DAY) == [], "it is being tried"
        Handset(phone, fake_twilio).end("no-answer")
        (left,) = unreached(MANAGER, DAY)
    assert (left.people[0].name, left.numbers[0], left.reason) == ("Elsa", line(1), "no-answer")
    assert tick(8, 40).get("again") is None
    assert called(fake_twilio) == [line(1)] * 2


def test_a_call_whose_end_is_never_told_is_tried_once_more_and_a_refused_one_is_not(
    tick: Tick, fake_twilio: FakeTwilio
) -> None:
    town = Town()
    for place in (1, 2, 3):
        published(town.visit(town.recipient(f"R{place}", None, landline=line(place)), at(9), at(10)))
    fake_twilio.faults.append(Fault(code=21211, to=line(2)))
    tick()
    user = create_user("chef@norr.se", "Chef", PASSWORD, "manager", [])
    db.session.flush()
    third = next(one for one in db.session.scalars(select(Message)) if one.number == line(3))
    with clock.standing_at(at(8, 21)):
        assert done(replace(MANAGER, user_id=user.id), third.id, DAY), "a colleague has rung her"
    assert tick(8, 19).get("again") is None
    assert tick(8, 20)["again"] == 1
    assert sorted(called(fake_twilio)) == [line(1), line(1), line(3)]
    with clock.standing_at(at(8, 21)):
        assert [one.numbers[0] for one in unreached(MANAGER, DAY) if not one.done_at] == [line(2)]


def test_not_after_noon_and_not_of_what_is_over(tick: Tick, fake_twilio: FakeTwilio, live: Flask) -> None:
    town = Town()
    elsa = town.recipient("Elsa", None, landline=line(1))
    town.visit(elsa, at(8), at(8, 10))
    tick()
    with clock.standing_at(at(8, 1)):
        Handset(Client(live), fake_twilio).end("busy")
    assert tick(8, 17).get("again") is None, "the visit's time has passed"
    town.visit(elsa, at(18), at(19))
    assert tick(12)["written"] == 0
    assert len(called(fake_twilio)) == 1


def test_a_new_number_that_nobody_answered_is_welcomed_again(tick: Tick, fake_twilio: FakeTwilio, live: Flask) -> None:
    town = Town()
    elsa = town.recipient("Elsa", None, landline=line(1), landline_since_at=at(5))
    days = [DAY + timedelta(days=step) for step in range(3)]
    for day in days:
        town.visit(elsa, at(9, day=day), at(10, day=day))
    kinds = []
    for day in days:
        db.session.commit()
        jobs.once("day_call", at(8, day=day))
        hears = Handset(Client(live), fake_twilio)
        with clock.standing_at(at(8, 1, day)):
            if day != days[0]:
                hears.lift()
                hears.press()
            hears.end("no-answer" if day == days[0] else "completed")
        db.session.expire_all()
        kinds.append(db.session.scalars(select(Message.kind).order_by(Message.id.desc())).first())
    assert kinds == ["welcome", "welcome", "day_call"]
