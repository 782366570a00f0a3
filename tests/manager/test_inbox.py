"""The inbox: what people texted, answered by whoever is first, put away and taken out again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend.telling import answers
from backend.telling.answers import Inbound
from schema import clock
from schema.db import db
from schema.tables import InboundText, Message, Trail
from tests.manager.desk import at, lay_plan, recipient_id
from tests.packages import small_package
from tests.people import Client, Staff

ELSA = "+46701740605"


@pytest.fixture
def noon(any_app: Flask, tmp_path: Path) -> Iterator[None]:
    """Elsa has written at eleven; it is noon."""
    tables = small_package()
    tables["units"].append({"unit_id": "syd", "name": "Hemtjänst Syd"})
    lay_plan(tmp_path, **tables)
    _write("När kommer ni i kväll?")
    with clock.standing_at(at("12:00")):
        yield


def _write(words: str, number: str = ELSA) -> int:
    with clock.standing_at(at("11:00")):
        answers.receive(Inbound(f"SM{words}", number, words), "Provkommun")
    db.session.commit()
    return db.session.scalars(select(InboundText.id).order_by(InboundText.id.desc())).first() or 0


def _main(client: Client) -> str:
    return re.sub(r"\s+", " ", client.get("/chef/inkorg").text.split("<main")[1])


def test_a_text_is_read_with_the_visits_of_its_day_and_answered_once(noon: None, staff: Staff) -> None:
    manager, outsider, text = staff("manager", ["norr"]), staff("manager", ["syd"]), _write("Kommer Jonas?")
    page = _main(manager)
    assert "När kommer ni i kväll?" in page and "Elsa Berg" in page and "•••• 06 05" in page and ELSA not in page
    assert "Mellan klockan 18 och 19.30, Jonas Ekström: planerat" in page
    assert "Inkorgen: 2 sms väntar på svar" in manager.get("/chef").text
    assert "Ingen väntar på svar" in _main(outsider)
    address = f"/chef/inkorg/{text}"
    for act in ("svara", "lagg-undan", "lagg-tillbaka"):
        assert outsider.submit(f"{address}/{act}", {"words": "Hej"}, page="/chef/inkorg").status_code == 404
    empty = manager.submit(f"{address}/svara", {"words": "  "}, page="/chef/inkorg")
    long = manager.submit(f"{address}/svara", {"words": "ja " * 200}, page="/chef/inkorg")
    assert empty.status_code == long.status_code == 422
    assert "Skriv ett svar först" in empty.text and "högst 450 tecken" in long.text and "ja ja ja" in long.text
    manager.submit(f"{address}/svara", {"words": "Ja,\r\nJonas kommer."}, page="/chef/inkorg")
    sent = db.session.scalars(select(Message).where(Message.kind == "answer")).one()
    assert (sent.number, sent.body) == (ELSA, "Provkommun: Ja,\nJonas kommer.\n018-123 45 67")
    colleague = staff("manager", ["norr"])
    late = colleague.submit(f"{address}/svara", {"words": "Nej, Leila."}, page="/chef/inkorg")
    assert late.status_code == 409
    assert "En kollega hann före" in late.text and "Nej, Leila." in late.text
    assert db.session.scalars(select(Message.id).where(Message.kind == "answer")).all() == [sent.id]
    assert "Manager 1 svarade i dag klockan 12" in _main(colleague)
    looks = db.session.execute(select(Trail.recipient_id, Trail.action).where(Trail.what.like("manager_inbox%")))
    hers = recipient_id("elsa")
    assert {(hers, "read"), (hers, "change")} <= set(looks)


def test_what_needs_no_answer_is_put_away_and_taken_out_again(noon: None, staff: Staff) -> None:
    manager = staff("manager", ["norr"])
    text = db.session.scalars(select(InboundText.id)).one()
    manager.submit(f"/chef/inkorg/{text}/lagg-undan", page="/chef/inkorg")
    page = _main(manager)
    assert "Ingen väntar på svar" in page and "Manager 1 lade undan det i dag klockan 12" in page
    assert "Inkorgen:" not in manager.get("/chef").text
    assert manager.submit(f"/chef/inkorg/{text}/lagg-undan", page="/chef/inkorg").status_code == 409
    manager.submit(f"/chef/inkorg/{text}/lagg-tillbaka", page="/chef/inkorg")
    assert "Ingen väntar på svar" not in _main(manager)
    assert manager.submit(f"/chef/inkorg/{text}/lagg-tillbaka", page="/chef/inkorg").status_code == 404


def test_a_number_that_nobody_has_is_read_by_whoever_has_the_whole_municipality(noon: None, staff: Staff) -> None:
    text = _write("Fel person?", "+46701740699")
    assert "Fel person?" not in _main(staff("manager", ["norr"]))
    head = staff("head")
    assert "Ett nummer som vi inte känner" in _main(head)
    head.submit(f"/chef/inkorg/{text}/svara", {"words": "Vem är du?"}, page="/chef/inkorg")
    sent = db.session.scalars(select(Message).where(Message.kind == "answer")).one()
    assert (sent.body, sent.unit_id) == ("Provkommun: Vem är du?", None)
