"""Consents: recorded on her word and withdrawn at once, standing against the plan both ways."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.planning.withdrawn import Withdrawals
from backend.privacy import consents
from schema import clock
from schema.db import db
from schema.tables import Consent, Device, Home, Message, Recipient, Relative, Trail, Withdrawal
from tests.packages import DAY, small_package
from tests.privacy.world import id_of, lay, recipient, today


@pytest.fixture
def lived(app, tmp_path):
    today(tmp_path)


def again(tmp_path, **changes):
    """The same plan once more, the day after, with other columns for Elsa."""
    tables = small_package()
    tables["recipients"][0].update(changes)
    lay(tmp_path, DAY + timedelta(days=1), {name: tables[name] for name in ("units", "recipients")})


def form(what: str, level: str = "services", **more) -> dict[str, str]:
    today = str(clock.today())
    return {"what": what, "level": level, "basis": "self", "how": "spoken", "given_on": today, **more}


def test_a_consent_here_raises_what_she_gets_at_once_and_stands_against_the_plan(lived, staff, tmp_path) -> None:
    elsa, manager = id_of(Recipient, "elsa"), staff("manager", ["norr"])
    page, home = f"/dataskydd/samtycken/{elsa}", recipient("elsa").home_id
    version = db.session.get_one(Home, home).version
    assert manager.submit(page, form("sms_detail"), page=page).status_code == 303
    assert manager.submit(page, form("card_detail", "names"), page=page).status_code == 303
    row = recipient("elsa")
    assert (row.sms_detail, row.card_detail, row.card_consent_on) == ("services", "names", clock.today())
    assert db.session.get_one(Home, home, populate_existing=True).version > version
    again(tmp_path, sms_detail="none", card_detail="times", card_consent_on="2026-01-01")
    assert (recipient("elsa").sms_detail, recipient("elsa").card_detail) == ("services", "names")
    again(tmp_path, sms_detail="none", card_detail="services", card_consent_on=str(DAY + timedelta(days=1)))
    assert recipient("elsa").card_detail == "services", "a later consent of the plan's own stands"
    assert "Tider, namn och insats" in manager.get(page).text
    assert {row.action for row in db.session.scalars(select(Trail).where(Trail.recipient_id == elsa))} >= {
        "change",
        "read",
    }


def test_a_withdrawal_here_stands_against_any_import(lived, staff, tmp_path) -> None:
    elsa, manager = id_of(Recipient, "elsa"), staff("manager", ["norr"])
    page = f"/dataskydd/samtycken/{elsa}"
    manager.submit(page, form("sms_detail"), page=page)
    assert manager.submit(f"{page}/ta-tillbaka", {"what": "sms_detail"}, page=page).status_code == 303
    assert recipient("elsa").sms_detail == "none"
    again(tmp_path, sms_detail="services", name="Elsa Bergman")
    assert (recipient("elsa").name, recipient("elsa").sms_detail) == ("Elsa Bergman", "none")
    manager.submit(page, form("sms_detail", "times"), page=page)
    assert recipient("elsa").sms_detail == "times", "her later word is the one that counts"


def test_a_relatives_consent_withdrawn_kills_her_device_and_queued_messages(lived, staff, tmp_path) -> None:
    elsa, kalle, manager = id_of(Recipient, "elsa"), id_of(Relative, "kalle"), staff("manager", ["norr"])
    now = clock.now()
    db.session.add(Device(relative_id=kalle, kind="browser", token_hash="x", way="sms", paired_at=now))
    db.session.add(
        Message(kind="change", channel="sms", recipient_id=elsa, relative_id=kalle, number="+46701740611",
                number_hash="h", language="sv", body="x", state="queued", created_at=now, due_at=now,
                expires_at=now + timedelta(hours=2))
    )  # fmt: skip
    db.session.commit()
    page = f"/dataskydd/samtycken/{elsa}"
    asked = {"what": "relative", "relative": str(kalle)}
    assert manager.submit(f"{page}/ta-tillbaka", asked, page=page).status_code == 303
    row = db.session.get_one(Relative, kalle, populate_existing=True)
    assert (row.secrecy_consent_on, row.data_consent_on, row.notices) == (None, None, "none")
    assert db.session.scalars(select(Device.revoked_why)).one() == "consent_ended"
    assert db.session.scalars(select(Message.state).where(Message.relative_id == kalle)).one() == "suppressed"
    manager.submit(page, form(f"relative:{kalle}", "names", basis="guardian", given_by="Gunvor God"), page=page)
    row = db.session.get_one(Relative, kalle, populate_existing=True)
    assert (row.consent_basis, row.may_see, row.data_consent_on) == ("guardian", "names", clock.today())
    assert "Gunvor God" in manager.get(page).text


def test_a_relative_whose_consent_was_recorded_here_keeps_it_when_the_plan_has_none(lived, staff, tmp_path) -> None:
    kalle, manager = id_of(Relative, "kalle"), staff("manager", ["norr"])
    page = f"/dataskydd/samtycken/{id_of(Recipient, 'elsa')}"
    until = str(clock.today() + timedelta(days=90))
    manager.submit(page, form(f"relative:{kalle}", "services", until_on=until), page=page)
    tables = small_package()
    tables["relatives"] = [{"relative_id": "kalle", "recipient_id": "elsa", "name": "Kalle Bergman"}]
    lay(tmp_path, DAY + timedelta(days=1), tables)
    row = db.session.get_one(Relative, kalle, populate_existing=True)
    assert row.name == "Kalle Bergman"
    assert (str(row.consent_until), row.may_see, row.data_consent_on) == (until, "services", clock.today())


def test_a_wish_ends_with_its_date_and_does_not_come_back_by_import(lived, staff, run_cli, tmp_path) -> None:
    elsa, manager = id_of(Recipient, "elsa"), staff("manager", ["norr"])
    page = f"/dataskydd/samtycken/{elsa}"
    manager.submit(page, form("sms_detail", until_on=str(clock.today())), page=page)
    tomorrow = clock.now() + timedelta(days=1)
    assert recipient("elsa").sms_detail == "services"
    assert run_cli("jobs", "once", "consents", "--at", tomorrow.isoformat()).exit_code == 0
    assert recipient("elsa").sms_detail == "none"
    with clock.standing_at(tomorrow):
        assert Withdrawals.load().last["sms_detail", elsa].withdrawn


@pytest.mark.parametrize(
    "wrong",
    [{"level": "everything"}, {"basis": "a friend"}, {"basis": "guardian"}, {"how": "guessed"},
     {"given_on": "2099-01-01"}, {"until_on": "2020-01-01"}, {"what": "life"},
     {"given_on": "yesterday"}, {"until_on": "soon"}],
)  # fmt: skip
def test_what_is_no_consent_is_not_recorded(lived, staff, wrong) -> None:
    page = f"/dataskydd/samtycken/{id_of(Recipient, 'elsa')}"
    staff("manager", ["norr"]).submit(page, {**form("sms_detail"), **wrong}, page=page)
    assert db.session.scalars(select(Consent)).all() == []
    assert recipient("elsa").sms_detail == "times"


def test_nobody_protected_gets_texts_or_relatives_by_a_consent(lived) -> None:
    from dataclasses import replace

    from backend.access.scope import MUNICIPALITY

    recipient("elsa").protected = True
    db.session.flush()
    given = consents.Given("sms_detail", "times", "self", "spoken", clock.today())
    with pytest.raises(consents.NotValid):
        consents.record(replace(MUNICIPALITY, user_id=1), id_of(Recipient, "elsa"), given)


def test_another_persons_relative_and_another_unit_are_not_there(lived, staff) -> None:
    signe, kalle, manager = id_of(Recipient, "signe"), id_of(Relative, "kalle"), staff("manager", ["norr"])
    page = f"/dataskydd/samtycken/{signe}"
    assert manager.submit(page, form(f"relative:{kalle}"), page=page).status_code == 404
    assert manager.submit(f"{page}/ta-tillbaka", {"what": "relative", "relative": kalle}, page=page).status_code == 404
    assert db.session.scalars(select(Withdrawal)).all() == []
    assert manager.get("/dataskydd/samtycken/99999").status_code == 404
