"""One whole call through the menu on each database, key by key, and what it leaves: her own word, by telephone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.access.scope import Scope
from backend.hearing import steps
from backend.survey import drawing
from schema import clock
from schema.db import db
from schema.tables import (
    CameAnswer,
    Message,
    OwnChoice,
    Recipient,
    Remark,
    SurveyAsk,
    SurveyCount,
    Trail,
    User,
    VisitRequest,
    Withdrawal,
)
from tests.hooks.menu_world import Elsa, HerCall
from tests.notices.town import DAY, Town, at
from tests.people import Client


@pytest.fixture(autouse=True)
def _at_half_past_nine(live: Flask):
    with clock.standing_at(at(9, 30)):
        yield


def _asked_about(town: Town) -> Elsa:
    """Elsa, whose visit of yesterday, a Monday, is done, and the one that chance has drawn this week."""
    monday, before = DAY - timedelta(days=1), 0
    while not before or drawing.first_day(before + 1, monday) != monday:
        before = town.recipient(f"Någon {before}", None).id
    elsa = Elsa(town)
    assert elsa.id == before + 1
    elsa.yesterday.status, elsa.yesterday.ended_at = "done", at(19, day=monday)
    db.session.commit()
    return elsa


def test_a_whole_call(town: Town, twilio: Client) -> None:
    elsa = _asked_about(town)
    call = elsa.calls(twilio)
    call.press("5")
    assert call.press("5")[0].startswith("Hur var besöket mellan klockan arton och nitton?")
    assert call.press("3")[0] == "Tack för ditt svar."
    call.press("*")
    assert call.press("3")[0] == "Det gäller besöket i dag mellan klockan åtta och nio."
    assert call.press("2")[:2] == [
        "Tack. Hemtjänsten ringer dig eller svarar.", "Det gäller besöket i går mellan klockan arton och nitton.",
    ]  # fmt: skip
    assert call.press("1")[:2] == ["Tack. Vi har skrivit upp att någon kom.", "Det finns inga fler besök."]
    call.press("4")
    assert call.press("*")[0] == "Det gäller besöket i morgon onsdag 25 november, klockan åtta trettio."
    assert call.press("1")[0] == "Du vill avboka besöket i morgon onsdag 25 november, klockan åtta trettio."
    assert call.press("1")[0] == "Tack. Hemtjänsten svarar dig. Besöket är kvar till dess."
    call.press("4")
    assert call.press("*")[1] == "Du har bett om en ändring. Hemtjänsten har inte svarat än."
    call.press("*")
    call.press("5")
    assert call.press("2")[0] == "Det finns inga svar från hemtjänsten än."
    _her_own_choices(call)
    assert call.press("0") == ["Yhdistämme sinut kotihoitoon."]
    assert call.other_end("no-answer")[0] == "Kotihoitoon ei nyt saatu yhteyttä."
    call.press("0")
    assert call.other_end("completed") == ["Kuulemiin."] and call.over
    _what_it_left(elsa)
    _and_is_answered(elsa, twilio)


def _her_own_choices(call: HerCall) -> None:
    call.press("4")
    assert [call.press("2")[0], call.press("1")[0]] == [
        "Vi kan vara tysta från nio på kvällen till åtta på morgonen.",
        "Nu är det tyst från nio på kvällen till åtta på morgonen.",
    ]
    assert [call.press("1")[0], *call.press("1")[:2]] == [
        "Dina sms och samtal säger när vi kommer och vem det är.", "Nu är det ändrat.",
        "Dina sms och samtal säger när vi kommer.",
    ]  # fmt: skip
    assert [call.press("5")[0], *call.press("3")[:2]] == [
        "Kortet hemma säger när vi kommer.", "Nu är det ändrat.",
        "Kortet hemma säger när vi kommer, vem det är och vad vi gör.",
    ]  # fmt: skip
    call.press("1")
    assert call.press("4")[0] == "Du får inga sms eller samtal om dina besök."
    assert [call.press("4")[0], call.press("1")[0]] == [
        "Vi frågar dig ibland hur ett besök var.", "Vi frågar dig inte mer hur ett besök var.",
    ]  # fmt: skip
    assert call.press("3")[1] == "Suomeksi, paina kaksi."
    assert call.press("2")[:2] == ["Nyt puhumme kanssasi suomea.", "Viestit ja puhelut: paina yksi."]


def _what_it_left(elsa: Elsa) -> None:
    db.session.expire_all()
    every = {table: db.session.scalars(select(table).order_by(table.id)).all()
             for table in (Remark, CameAnswer, VisitRequest, Withdrawal, OwnChoice)}  # fmt: skip
    for rows in every.values():
        assert {(row.recipient_id, row.device_id, row.user_id) for row in rows} == {(elsa.id, None, None)}
    assert [(row.kind, row.visit_id, row.way) for row in every[Remark]] == [("not_come", elsa.begun.id, "call")]
    assert [(row.visit_id, row.came, row.way) for row in every[CameAnswer]] == [
        (elsa.begun.id, False, "call"), (elsa.yesterday.id, True, "call"),
    ]  # fmt: skip
    assert [(row.kind, row.visit_id) for row in every[VisitRequest]] == [("decline", elsa.tomorrow.id)]
    assert [(row.what, row.how) for row in every[Withdrawal]] == [("sms_detail", "telephone")]
    assert [(row.what, row.value, row.how) for row in every[OwnChoice]] == [
        ("quiet", "21:00-08:00", "telephone"), ("survey", "off", "telephone"), ("language", "fi", "telephone"),
    ]  # fmt: skip
    person = db.session.get_one(Recipient, elsa.id)
    assert (person.sms_detail, person.language) == ("none", "fi")
    assert [(row.visit_id, row.closed) for row in db.session.scalars(select(SurveyAsk))] == [(elsa.yesterday.id, True)]
    counted = db.session.scalars(select(SurveyCount).where(SurveyCount.answers > 0)).one()
    assert (counted.face, counted.way, counted.answers) == (3, "own", 1)
    changes = db.session.scalars(select(Trail).where(Trail.action == "change").order_by(Trail.id)).all()
    assert [row.reason for row in changes] == [
        "survey_answered", "said:not_come", "said:came", "visit_asked", "own_choice:quiet:telephone",
        "own_choice:sms_detail:telephone", "own_choice:card_detail:telephone", "own_choice:sms_detail:telephone",
        "own_choice:survey:telephone", "own_choice:language:telephone",
    ]  # fmt: skip
    assert {(row.role, row.recipient_id, row.what, row.device_id, row.user_id) for row in changes} == {
        ("recipient", elsa.id, "hooks.voice", None, None)
    }
    assert len(db.session.scalars(select(Message)).all()) == 1, "what the call read out, and nothing else"


def _and_is_answered(elsa: Elsa, twilio: Client) -> None:
    user, remark = db.session.scalars(select(User)).first(), db.session.scalars(select(Remark)).one()
    assert user is not None
    manager = Scope(role="manager", unit_ids=None, user_id=user.id)
    steps.answer(manager, [remark.id], "Anteeksi.\nTulemme huomenna.")
    db.session.commit()
    call = elsa.calls(twilio)
    call.press("5")
    assert call.press("2")[:5] == [
        "Sanoit, että kukaan ei käynyt.",
        "Asia koski tätä päivää: tänään tiistaina 24. marraskuuta.",
        "Kotihoito vastasi:",
        "Anteeksi.",
        "Tulemme huomenna.",
    ]
