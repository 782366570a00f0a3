"""Retention: what the rules let go of goes, and nothing else; a dry run says exactly what the real one does."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.access.scope import Scope
from backend.privacy import due, erasing, holds, retention
from backend.privacy.aged import EMPTY
from backend.privacy.disclosing import reachable
from schema import clock
from schema.chains import sealed
from schema.db import Base, db
from schema.tables import (
    Code,
    Consent,
    Event,
    Gap,
    GapReview,
    Hold,
    Home,
    ImportRun,
    Message,
    Recipient,
    Removal,
    RetentionRun,
    Trail,
    User,
    Visit,
    Worker,
)
from tests.people import PASSWORD
from tests.privacy import told
from tests.privacy.world import id_of, recipient, today, whole


@pytest.fixture
def world(any_app, tmp_path):
    """Everybody, with rows of every kind about the one who is long gone."""
    from backend.access.signin import create_user

    whole(tmp_path)
    user = create_user("chef@example.se", "Chef", PASSWORD, "head", [None])
    db.session.flush()
    gone, now = id_of(Recipient, "forna1"), clock.now()
    old = now - timedelta(days=365 * 5 + 30)
    key = db.session.scalars(select(Gap.key).where(Gap.recipient_id == gone)).first()
    if key:
        db.session.add(GapReview(gap_key=key, step="explain", reason="other", text="x", user_id=user.id, at=old))
    db.session.add(
        Consent(what="sms_detail", recipient_id=gone, level="names", basis="self", how="spoken",
                given_on=date(2021, 1, 1), recorded_by_user_id=user.id, recorded_at=old)
    )  # fmt: skip
    for whom, at in ((gone, old), (id_of(Recipient, "elsa"), old), (id_of(Recipient, "elsa"), now)):
        db.session.add(
            Message(kind="morning_list", channel="sms", recipient_id=whom, number="+46701740699", number_hash="h",
                    language="sv", body="Leila kommer klockan 8", state="delivered", created_at=at, due_at=at,
                    expires_at=at)
        )  # fmt: skip
        db.session.add(
            Trail(**sealed("trail", {"at": at, "role": "head", "user_id": user.id, "action": "read", "what": "t",
                                     "recipient_id": whom}))
        )  # fmt: skip
    told.lay(gone, db.session.get_one(Recipient, gone).unit_id, old)
    db.session.add(Code(purpose="pair", recipient_id=gone, way="sms", code_hash="x", made_at=old, expires_at=old))
    db.session.commit()
    return user


def rows() -> dict[str, int]:
    """How many rows each table has."""
    db.session.expire_all()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables
    }


def test_a_dry_run_says_exactly_what_the_real_run_then_does(world) -> None:
    before = rows()
    said = retention.run(dry_run=True)
    db.session.rollback()
    assert rows() == before, "a dry run changed something"
    done = retention.run()
    assert said.rules == done.rules
    assert said.kept == done.kept
    assert {"file_own", "file_private", "message_text", "trail", "code"} <= set(done.rules)
    gone = {name: before[name] - number for name, number in rows().items() if before[name] != number}
    erased: dict[str, int] = {}
    for tables in done.rules.values():
        for name, number in tables.items():
            if name not in EMPTY and name != "import_run":
                erased[name] = erased.get(name, 0) + number
    assert {name: number for name, number in gone.items() if number > 0} == {
        **erased, "message": done.rules["file_own"]["message"]
    }  # fmt: skip


def test_she_is_gone_and_those_who_are_not_due_are_whole(world) -> None:
    gone, elsa = id_of(Recipient, "forna1"), id_of(Recipient, "elsa")
    staying = db.session.scalar(select(func.count(Event.id)).where(Event.recipient_id == elsa))
    recent = id_of(Recipient, "nyss1")
    kept = db.session.scalar(select(func.count(Visit.id)).where(Visit.recipient_id == recent))
    retention.run()
    row = db.session.get_one(Recipient, gone, populate_existing=True)
    assert (row.name, row.personal_number, row.personal_number_hash, row.phone_hash) == ("", None, None, None)
    assert row.revision == 0 and "forna" not in row.outside_id
    home = db.session.get_one(Home, row.home_id)
    assert home.address is None and "forna" not in home.outside_id
    for table in Base.metadata.sorted_tables:
        if "recipient_id" in table.columns and table.name not in ("trail", "relative", "device"):
            assert db.session.scalar(select(func.count()).where(table.c.recipient_id == gone)) == 0, table.name
    assert db.session.scalar(select(func.count(Event.id)).where(Event.recipient_id == elsa)) == staying > 0
    assert db.session.scalar(select(func.count(Visit.id)).where(Visit.recipient_id == recent)) == kept > 0
    assert recipient("elsa").name == "Elsa Berg"


def test_nobody_of_the_private_provider_waits_five_years(world) -> None:
    found = due.due(db.session())
    assert found.people["file_private"] == [id_of(Recipient, "privata1")]
    assert found.people["file_own"] == [id_of(Recipient, "forna1")]


@pytest.mark.parametrize("kind", ["legal", "research"])
def test_a_hold_keeps_everything_about_her(world, kind: str) -> None:
    gone = id_of(Recipient, "forna1")
    about = {name: _about(name, gone) for name in ("event", "visit", "message", "trail", "consent", "code")}
    db.session.add(
        Hold(kind=kind, recipient_id=gone, reason="utredning", placed_by_user_id=world.id, placed_at=clock.now())
    )
    db.session.commit()
    done = retention.run()
    assert done.kept == {"legal": 0, "research": 0, kind: 1}
    assert "file_own" not in done.rules
    assert {name: _about(name, gone) for name in about} == about
    texts = db.session.scalars(select(Message.body).where(Message.recipient_id == gone)).all()
    assert texts == ["Leila kommer klockan 8"]


def _about(name: str, recipient_id: int) -> int:
    table = Base.metadata.tables[name]
    return db.session.scalar(select(func.count()).where(table.c.recipient_id == recipient_id)) or 0


def test_a_hold_on_a_worker_keeps_those_she_was_with(world) -> None:
    worker = id_of(Worker, "w2")
    db.session.add(
        Hold(kind="legal", worker_id=worker, reason="utredning", placed_by_user_id=world.id, placed_at=clock.now())
    )
    db.session.commit()
    done = retention.run()
    assert done.kept["legal"] == 2
    assert "file_own" not in done.rules and "file_private" not in done.rules


def test_a_lifted_hold_lets_go(world) -> None:
    gone = id_of(Recipient, "forna1")
    scope = Scope("head", None, user_id=world.id)
    with any_request():
        person = reachable(scope, "recipient", gone)
        held = holds.place(scope, person, "legal", "en utredning pågår")
        db.session.commit()
        assert "file_own" not in retention.run().rules
        assert holds.lift(scope, held.id, "utredningen är klar")
        db.session.commit()
    assert "file_own" in retention.run().rules


def any_request() -> Any:
    """A request, for what notes on the trail."""
    from flask import current_app

    return current_app.test_request_context("/")


def test_a_run_that_was_broken_off_is_taken_up_where_it_stopped(world, monkeypatch) -> None:
    whole_run = retention.run(dry_run=True)
    db.session.rollback()

    def broken(*_: Any) -> Any:
        raise RuntimeError("the power went")

    monkeypatch.setattr(erasing, "people", broken)
    with pytest.raises(RuntimeError):
        retention.run()
    monkeypatch.undo()
    done = retention.run()
    assert done.rules == whole_run.rules
    assert db.session.scalar(select(func.count(RetentionRun.id))) == 1
    assert retention.run().rules == {}


def test_the_record_says_what_went_and_nothing_about_anybody(world) -> None:
    done = retention.run()
    row = db.session.get_one(RetentionRun, done.run_id)
    assert row.finished_at is not None
    assert row.record == done.record()
    told = json.dumps(row.record)
    for word in ("Gunnar", "forna", "Gamla", "1934"):
        assert word not in told
    assert db.session.scalar(select(func.count(Removal.id)).where(Removal.run_id == done.run_id)) > 0


def test_texts_go_after_months_and_the_rest_of_the_message_stays(world) -> None:
    elsa = id_of(Recipient, "elsa")
    retention.run()
    kept = db.session.execute(
        select(Message.body, Message.number, Message.state).where(Message.recipient_id == elsa).order_by(Message.id)
    ).all()
    assert kept == [(None, "", "delivered"), ("Leila kommer klockan 8", "+46701740699", "delivered")]


def test_reports_of_imports_lose_what_they_repeat(world) -> None:
    first = db.session.scalars(select(ImportRun).order_by(ImportRun.id)).first()
    first.report = {**first.report, "errors": [{"value": "19340517-1236"}]}
    db.session.commit()
    retention.run()
    db.session.expire_all()
    row = db.session.get_one(ImportRun, first.id)
    assert row.report["errors"] == [] and row.report["tables"]
    assert db.session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first().package != ""


def test_the_trail_still_verifies_after_it(world) -> None:
    from backend.seals import seal, verify

    seal.seal_new()
    retention.run()
    seal.seal_new()
    found = verify.verify()
    assert not found.faults, found


def test_a_closed_account_keeps_its_row_without_a_name(any_app, tmp_path) -> None:
    from backend.access.signin import create_user

    today(tmp_path)
    user = create_user("slutat@example.se", "Sven Slutat", PASSWORD, "manager", [None])
    user.active, user.created_at = False, clock.now() - timedelta(days=365 * 6)
    db.session.commit()
    retention.run()
    row = db.session.get_one(User, user.id, populate_existing=True)
    assert (row.name, row.password) == ("", None) and "slutat" not in row.email
