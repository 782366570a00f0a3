"""What a manager reads of how visits were, what comes in on paper, and what her unit offers."""

from __future__ import annotations

import time_machine
from flask import Flask
from sqlalchemy import select

from backend.survey import answering
from schema import clock
from schema.db import db
from schema.tables import SurveyCount, Trail, Unit, UnitOffer
from tests.card.conftest import words
from tests.card.world import add, at
from tests.pairing.conftest import Homes, homes
from tests.people import Client, Staff

HERE = "/chef/hur-var-besoket"


def said(client: Client) -> str:
    return words(client.get(HERE))


def test_a_month_is_shown_when_it_is_over_and_never_below_five(homes: Homes, app: Flask, staff: Staff) -> None:
    syd = add(Unit(source="plan", outside_id="syd", name="Hemtjänst Syd", steering="minutes"))
    with clock.standing_at(at(12)):
        for unit, faces in ((homes.unit, {3: 4, 1: 1}), (syd, {3: 3, 2: 1})):
            answering.count(unit.id, "own", faces)
        db.session.commit()
    with time_machine.travel(at(13), tick=False):
        manager, head = staff("manager", ["norr"]), staff("head")
        assert "80 %" not in said(manager) and "Ingen månad är klar" in said(manager)
    with time_machine.travel(at(13).replace(month=12), tick=False):
        manager.busy_at = head.busy_at = at(13)
        assert "80 %" in said(manager) and "20 %" in said(manager) and "Syd" not in said(manager)
        assert "Hemtjänst Syd För få svar för att visas" in said(head) and "Hemtjänst Norr 80 %" in said(head)


def test_papers_are_registered_by_month_and_taken_out_again(homes: Homes, app: Flask, staff: Staff) -> None:
    with time_machine.travel(at(13), tick=False):
        manager, unit_id = staff("manager", ["norr"]), homes.unit.id
        other = add(Unit(source="plan", outside_id="syd", name="Hemtjänst Syd", steering="minutes")).id
        sheet = words(manager.get(f"{HERE}/{unit_id}/papper"))
        assert "Varken bra eller dåligt" in sheet and "Skriv inte ditt namn" in sheet
        month = "2026-10-01"

        def send(unit: int = unit_id, what: str = "add", **fields: str) -> int:
            sent = {"month": month, "face3": "4", "face2": "1", "what": what, **fields}
            return manager.submit(f"{HERE}/{unit}/papper", sent, page=HERE).status_code

        assert send() == 303
        assert "80 %" in said(manager) and "bra 4, varken bra eller dåligt 1, dåligt 0" in said(manager)
        for wrong in ({"month": "2026-01-01"}, {"face3": "-2"}, {"face3": "🙂"}, {"face3": "9" * 9}):
            assert send(**wrong) == 303
        assert send(other) == 404
        assert send(what="remove", face3="9", face2="0") == 303
        rows = {row.face: row.answers for row in db.session.scalars(select(SurveyCount))}
        assert rows == {3: 0, 2: 1, 1: 0}, "none falls below nothing"
        assert "survey_on_paper" in set(db.session.scalars(select(Trail.reason)))


def test_the_unit_s_offer_is_chosen_and_says_who_and_when(homes: Homes, app: Flask, staff: Staff) -> None:
    with time_machine.travel(at(13), tick=False):
        manager, unit_id = staff("manager", ["norr"]), homes.unit.id
        other = add(Unit(source="plan", outside_id="syd", name="Hemtjänst Syd", steering="minutes")).id
        page = "/chef/erbjudande"
        assert "Ingen har valt ännu" in words(manager.get(page))

        def send(unit: int = unit_id, **fields: str) -> int:
            sent = {"hours": "24", "survey": "off", "fee_by": "planned", **fields}
            return manager.submit(f"{page}/{unit}", sent, page=page).status_code

        assert send() == 303
        for wrong in ({"hours": "73"}, {"hours": "-1"}, {"survey": "x"}, {"fee_by": "x"}):
            send(**wrong)
        assert send(other) == 404
        assert send(hours="0", survey="on") == 303
        rows = db.session.scalars(select(UnitOffer).order_by(UnitOffer.id)).all()
        assert [(row.ask_minutes, row.survey, row.fee_by) for row in rows] == [
            (1440, False, "planned"), (0, True, "planned")
        ]  # fmt: skip
        shown = words(manager.get(page))
        assert "av Manager 1" in shown and "24 timmar före, frågar nej" in shown


__all__ = ["homes"]
