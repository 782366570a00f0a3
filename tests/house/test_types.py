"""Column types: instants are aware and in UTC, personal fields are unreadable at rest and starred in repr."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from schema import keyring
from schema.chains import digest_of
from schema.db import db
from schema.tables import Home, ImportRun, Unit, Worker
from schema.types import IdList, parse_id_list

MOMENT = datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2)))


def _run(**more):
    return ImportRun(source="plan", started_at=MOMENT, package="plan.zip", report={"rad": "19121212-1212"}, **more)


def test_instants_come_back_aware_and_in_utc(any_app):
    db.session.add(_run())
    db.session.commit()
    db.session.expire_all()
    back = db.session.query(ImportRun).one().started_at
    assert back == MOMENT
    assert back.tzinfo is UTC


def test_naive_instants_are_refused(any_app):
    db.session.add(ImportRun(source="plan", started_at=datetime(2026, 11, 24), package="x", report={}))
    with pytest.raises(StatementError, match="naive"):
        db.session.flush()
    db.session.rollback()


def test_personal_fields_are_unreadable_at_rest(any_app):
    unit = Unit(source="plan", outside_id="u", name="Norr", steering="minutes")
    db.session.add_all([unit, Home(source="plan", outside_id="h", address="Storgatan 1"), _run()])
    db.session.flush()
    worker = Worker(
        source="plan", outside_id="w", name="Leila Virtanen", unit_id=unit.id, phone="+46701740605",
        shown_as="first_name", shown_name="Leila",
    )  # fmt: skip
    db.session.add(worker)
    db.session.commit()
    stored = [
        db.session.execute(text(f"select * from {table}")).mappings().one()
        for table in ("home", "worker", "import_run")
    ]
    for secret in ("Storgatan", "Virtanen", "+46701740605", "19121212-1212"):
        assert not any(secret in str(cell) for row in stored for cell in row.values()), secret
    assert db.session.query(Home.address).scalar() == "Storgatan 1"
    assert db.session.query(Worker.phone).scalar() == "+46701740605"
    assert db.session.query(ImportRun.report).scalar() == {"rad": "19121212-1212"}


def test_repr_shows_stars():
    worker = Worker(source="plan", outside_id="w", name="Leila Virtanen", phone="+46701740605", shown_as="alias")
    assert "Leila" not in repr(worker)
    assert "+4670" not in repr(worker)
    assert "name=***" in repr(worker)
    assert "outside_id='w'" in repr(worker)


def test_keys_rotate_and_a_lost_one_is_told_plainly():
    old, new = Fernet.generate_key(), Fernet.generate_key()
    written = keyring.Keyring((old,), old).encrypt("Storgatan 1")
    assert keyring.Keyring((new, old), old).decrypt(written) == "Storgatan 1"
    with pytest.raises(ValueError, match="DATA_KEYS"):
        keyring.Keyring((new,), old).decrypt(written)


def test_look_ups_are_keyed_and_kept_apart():
    one, other = Fernet.generate_key(), Fernet.generate_key()
    ring = keyring.Keyring((one,), one)
    assert ring.look_up("phone", "x") == keyring.Keyring((other,), one).look_up("phone", "x"), "survives rotation"
    assert ring.look_up("phone", "x") != ring.look_up("personal_number", "x")
    assert ring.look_up("phone", "x") != keyring.Keyring((one,), other).look_up("phone", "x")


@pytest.mark.parametrize(("ids", "cell"), [((), ""), ((12,), "12"), ((12, 40, 7), "12,40,7")])
def test_lists_of_ids_keep_their_order(ids, cell):
    assert IdList().process_bind_param(ids, None) == cell
    assert parse_id_list(cell) == ids


def test_tokens_are_long_and_new():
    tokens = {keyring.new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) >= 27 for token in tokens)


def test_a_digest_knows_its_chain_its_salt_and_every_name_and_value():
    one = {"kind": "check_in", "worker_id": 1, "visit_id": 2}
    base = digest_of("event", "s", one)
    assert base == digest_of("event", "s", {**one, "note": None, "id": 7}), "what is empty, and the id, are left out"
    others = [("event", "t", one), ("trail", "s", {"action": "read"}), ("event", "s", {**one, "note": "x"}),
              ("event", "s", {"kind": "check_in", "worker_id": 2, "visit_id": 1})]  # fmt: skip
    assert len({base, *(digest_of(*other) for other in others)}) == 5
