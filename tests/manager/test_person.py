"""One person's page: today, the card, wishes taken back, who has looked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from backend.cards import issue
from schema import clock
from schema.db import db
from schema.tables import Home, Recipient, Trail, Withdrawal
from tests.manager.desk import at, lay_plan, recipient_id, tell


@pytest.fixture
def noon(app, tmp_path) -> Iterator[None]:
    lay_plan(tmp_path)
    tell("check_in", "8:10", "w1", "v1")
    tell("check_out", "8:40", "w1", "v1")
    with clock.standing_at(at("12:00")):
        yield


def test_today_and_who_has_looked(noon, staff) -> None:
    manager = staff("manager", ["norr"])
    address = f"/chef/person/{recipient_id('elsa')}"
    manager.get(address)
    page = manager.get(address).text
    assert "Leila Virtanen 8.10–8.40" in page and "Klart" in page
    assert "Manager 1, chef" in page
    assert "tel:+46701740605" in page


def test_a_card_is_issued_renewed_and_closed(noon, staff) -> None:
    manager, person = staff("manager", ["norr"]), recipient_id("signe")
    home = db.session.get_one(Recipient, person).home_id
    address = f"/chef/person/{person}"
    assert "Skapa kort" in manager.get(address).text
    manager.submit(f"{address}/kort/ny", page=address)
    first = issue.token_of(home)
    assert first is not None and issue.home_of(first) == home
    manager.submit(f"{address}/kort/ny", page=address)
    second = issue.token_of(home)
    assert second != first and issue.home_of(first) is None
    printed = manager.submit(f"{address}/kort/skriv-ut", page=address)
    assert printed.status_code == 200 and f"/k/{second}" in printed.text and "Signe" not in printed.text
    manager.submit(f"{address}/kort/sparra", page=address)
    assert issue.token_of(home) is None
    assert manager.submit(f"{address}/kort/annat", page=address).status_code == 404
    actions = db.session.scalars(select(Trail.action).where(Trail.recipient_id == person)).all()
    assert actions.count("change") == 3


def test_texts_stopped_here_stay_stopped_when_the_plan_comes_again(noon, staff, tmp_path) -> None:
    manager, person = staff("manager", ["norr"]), recipient_id("elsa")
    address = f"/chef/person/{person}"
    version = db.session.scalars(select(Home.version).join(Recipient).where(Recipient.id == person)).one()
    manager.submit(f"{address}/onskemal/sms_detail", page=address)
    manager.submit(f"{address}/onskemal/card_detail", page=address)
    db.session.expire_all()
    row = db.session.get_one(Recipient, person)
    assert (row.sms_detail, row.card_detail) == ("none", "times")
    assert db.session.get_one(Home, row.home_id).version > version
    withdrawals = db.session.scalars(select(Withdrawal).order_by(Withdrawal.id)).all()
    assert [(one.what, one.recipient_id, one.user_id) for one in withdrawals] == [
        ("sms_detail", person, manager.user.id),
        ("card_detail", person, manager.user.id),
    ]
    page = manager.get(address).text
    assert "Sluta skicka sms" not in page and "Visa bara tider" not in page
    lay_plan(tmp_path)
    db.session.expire_all()
    row = db.session.get_one(Recipient, person)
    assert (row.sms_detail, row.card_detail) == ("none", "times")
    assert manager.submit(f"{address}/onskemal/name", page=address).status_code == 404
