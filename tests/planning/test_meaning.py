"""What a row means: clock changes, midnight, homes, wishes withdrawn here, defaults."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend.access.signin import create_user
from schema.db import db
from schema.tables import Event, Recipient, Relative, Service, Visit, Withdrawal
from tests.packages import execution, small_package, visit
from tests.planning.importing import bring_tables, codes, counts

WINDOWS = [
    # date, opens, closes, UTC of both edges, warnings
    ("2026-11-24", "23:30", "00:15", "2026-11-24T22:30", "2026-11-24T23:15", []),
    ("2026-03-29", "02:30", "03:00", "2026-03-29T01:30", "2026-03-29T02:00", ["missing_hour"]),
    ("2026-03-29", "01:30", "02:30", "2026-03-29T00:30", "2026-03-29T01:30", ["missing_hour"]),
    ("2026-10-25", "02:30", "02:45", "2026-10-25T00:30", "2026-10-25T00:45", ["doubled_hour", "doubled_hour"]),
    ("2026-10-24", "21:00", "07:00", "2026-10-24T19:00", "2026-10-25T06:00", []),
    ("2026-11-24", "08:00", "08:00", "2026-11-24T07:00", "2026-11-24T07:00", []),
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("day", "opens", "closes", "start", "end", "warnings"), WINDOWS)
def test_windows(
    app: Flask, tmp_path: Path, day: str, opens: str, closes: str, start: str, end: str, warnings: list[str]
) -> None:
    tables = small_package()
    tables["visits"] = [visit("v1", "elsa", date.fromisoformat(day), opens, closes, 15, "dusch")]
    outcome = bring_tables(tmp_path, tables)
    assert outcome.exit_code == 0
    row = db.session.scalars(select(Visit)).one()
    assert (row.date.isoformat(), row.window_start_at, row.window_end_at) == (day, at(start), at(end))
    assert [one["code"] for one in outcome.report["warnings"] if one["table"] == "visits"] == warnings


def test_executions_in_the_doubled_and_the_missing_hour(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    tables["executions"] = [
        execution("v1", "w1", "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"),
        execution("v1", "w1", "2026-10-25T02:10"),
        execution("v1", "w1", "2026-03-29T02:30:15"),
        execution("v1", "w1", "2026-11-24T07:00Z"),
    ]
    outcome = bring_tables(tmp_path, tables)
    assert codes(outcome) == []
    found = db.session.scalars(select(Event.occurred_at).order_by(Event.id)).all()
    expected = ["2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T00:10", "2026-03-29T01:30:15", "2026-11-24T07:00"]
    assert found == [at(text) for text in expected]
    told = [one["code"] for one in outcome.report["warnings"] if one["table"] == "executions"]
    assert told == ["doubled_hour", "missing_hour"]


def test_a_visit_may_end_in_the_second_run_of_the_doubled_hour(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    tables["executions"] = [execution("v1", "w1", "2026-10-25T02:50", "2026-10-25T02:10")]
    outcome = bring_tables(tmp_path, tables)
    assert codes(outcome) == []
    found = db.session.scalars(select(Event.occurred_at).order_by(Event.id)).all()
    assert found == [at("2026-10-25T00:50"), at("2026-10-25T01:10")]


def test_homes(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    place = {"home_id": "", "unit_id": "norr"}
    tables["recipients"] += [
        {"recipient_id": "a", "name": "A", "address": "Ågatan 1", "postal_code": "753 20", **place},
        {"recipient_id": "b", "name": "B", "address": "ågatan  1", "postal_code": "75320", **place},
        {"recipient_id": "c", "name": "C", "address": "Ågatan 1", "postal_code": "", **place},
        {"recipient_id": "d", "name": "D", "address": "Ågatan 1", "postal_code": "", **place},
    ]
    bring_tables(tmp_path, tables)
    home = {row.outside_id: row.home_id for row in db.session.scalars(select(Recipient))}
    assert home["elsa"] == home["arne"] != home["signe"]
    assert home["a"] == home["b"]
    assert len({home["a"], home["c"], home["d"], home["elsa"], home["signe"]}) == 5


def test_defaults(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    tables["recipients"].append({"recipient_id": "ny", "name": "Ny", "unit_id": "norr", "card_detail": "names"})
    tables["visits"].append(visit("dubbel", "ny", date(2026, 11, 24), "10:00", "11:00", 15, "insulin", "w1|w2"))
    outcome = bring_tables(tmp_path, tables)
    new = db.session.scalars(select(Recipient).where(Recipient.outside_id == "ny")).one()
    assert (new.language, new.sms_detail, new.card_detail, new.protected) == ("sv", "none", None, False)
    nursing = db.session.scalars(select(Service).where(Service.outside_id == "insulin")).one()
    assert (nursing.counts_for_continuity, nursing.relatives_see) == (False, "never")
    assert db.session.scalars(select(Visit.staff).where(Visit.outside_id == "dubbel")).one() == 2
    told = {(one["code"], one["column"], one["value"]) for one in outcome.report["warnings"]}
    assert {("missing_wishes", "sms_detail", "1"), ("missing_consent_date", "card_consent_on", "1")} <= told


def test_an_id_that_is_a_personal_number_is_warned_of(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    tables["recipients"].append({"recipient_id": "191212121212", "name": "Ny", "unit_id": "norr"})
    tables["recipients"].append({"recipient_id": "191212121213", "name": "Nyare", "unit_id": "norr"})
    outcome = bring_tables(tmp_path, tables)
    told = [one for one in outcome.report["warnings"] if one["code"] == "id_is_personal_number"]
    assert [(one["table"], one["column"]) for one in told] == [("recipients", "recipient_id")]
    assert "1 rader" in told[0]["message"], "the other's check digit is wrong: it is some other number"
    assert "1912" not in str(told)


def withdraw(what: str, **about: Any) -> None:
    user = create_user("chef@example.se", "Chef", "x" * 20, "manager", [None])
    db.session.flush()
    withdrawn_at = at("2026-06-01T10:00")
    db.session.add(Withdrawal(what=what, withdrawn_at=withdrawn_at, user_id=user.id, **about))
    db.session.commit()


def test_what_was_withdrawn_here_stands(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    bring_tables(tmp_path, tables)
    elsa = db.session.scalars(select(Recipient.id).where(Recipient.outside_id == "elsa")).one()
    withdraw("card_detail", recipient_id=elsa)
    for consent, expected in (("2026-05-01", "times"), ("2026-06-01", "times"), ("2026-06-02", "services")):
        tables["recipients"][0] |= {"card_detail": "services", "card_consent_on": consent}
        outcome = bring_tables(tmp_path, tables)
        db.session.expire_all()
        assert db.session.get_one(Recipient, elsa).card_detail == expected
        again = bring_tables(tmp_path, tables)
        for one in (outcome, again):
            told = [entry["row"] for entry in one.report["warnings"] if entry["code"] == "withdrawn_here"]
            assert told == ([2] if expected == "times" else [])


def test_a_withdrawn_message_wish_and_relative_stand(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    tables["relatives"] = [{"relative_id": "a1", "recipient_id": "elsa", "name": "Ann", "notices": "all",
                            "secrecy_consent_on": "2026-05-01", "data_consent_on": "2026-05-01"}]  # fmt: skip
    bring_tables(tmp_path, tables)
    elsa = db.session.scalars(select(Recipient.id).where(Recipient.outside_id == "elsa")).one()
    ann = db.session.scalars(select(Relative.id)).one()
    withdraw("sms_detail", recipient_id=elsa)
    db.session.add(Withdrawal(what="relative", relative_id=ann, withdrawn_at=at("2026-06-01T10:00"), user_id=1))
    tables["recipients"][0]["sms_detail"] = "names"
    tables["relatives"][0] |= {"relation": "dotter", "secrecy_consent_on": "2026-07-01"}
    bring_tables(tmp_path, tables)
    db.session.expire_all()
    assert db.session.get_one(Recipient, elsa).sms_detail == "none"
    assert db.session.get_one(Relative, ann).secrecy_consent_on is None, "both consents must be later"
    tables["relatives"][0]["data_consent_on"] = "2026-07-01"
    bring_tables(tmp_path, tables)
    db.session.expire_all()
    assert (db.session.get_one(Relative, ann).notices, db.session.get_one(Relative, ann).data_consent_on) == (
        "all", date(2026, 7, 1))  # fmt: skip


def test_sources_do_not_mix(app: Flask, tmp_path: Path) -> None:
    bring_tables(tmp_path, small_package())
    other = bring_tables(tmp_path, small_package(), source="annan")
    assert counts(other, "visits") == (5, 5, 0, 0, 0)
    lost = bring_tables(tmp_path, {"visits": small_package()["visits"]}, source="tredje")
    unknown = {"unknown_recipient", "unknown_service", "unknown_unit", "unknown_worker"}
    assert (lost.exit_code, {one[3] for one in codes(lost)}) == (2, unknown)


def test_relatives_without_a_whole_consent_are_counted(app, tmp_path) -> None:
    """They are taken in and see nothing: whoever plans is told, or wonders why nobody can sign in."""
    tables = small_package()
    whole = {"secrecy_consent_on": "2026-01-15", "data_consent_on": "2026-01-15", "consent_basis": "self"}
    kin = {"recipient_id": "elsa", "name": "Bo", "phone": "+46701740650"}
    tables["relatives"] = [
        {"relative_id": "a", **kin, **whole}, {"relative_id": "b", **kin, **whole, "consent_basis": ""},
    ]  # fmt: skip
    outcome = bring_tables(tmp_path, tables)
    told = [
        (one["code"], one["column"], one["value"]) for one in outcome.report["warnings"] if one["table"] == "relatives"
    ]
    assert told == [("missing_consents", "consent_basis", "1")]
