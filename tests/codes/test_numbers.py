"""A number that is new or changed is verified first and waits a day; the plan decides since when it is somebody's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from backend.access.unit_of_work import committed
from backend.devices import numbers
from backend.devices.numbers import Closed, NeedsCode, Reach, Ready, Waits
from backend.intake import plans
from backend.planning.reach import LANDLINE, PHONE, step
from schema.db import db
from schema.reach import hashed_address, hashed_number, wrong_number_key
from schema.tables import Code, Recipient, Relative, Task
from tests.notices.town import Town, number
from tests.packages import small_package
from tests.planning.importing import bring_tables

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TODAY, EARLIER = date(2026, 11, 24), date(2026, 11, 20)


@pytest.mark.parametrize(
    ("reach", "verdict"),
    [
        (None, Closed()),
        (Reach("+46", NOW - 90 * HOUR, NOW, closed=True), Closed()),
        (Reach("+46", NOW - HOUR), NeedsCode()),
        (Reach("+46", NOW - 900 * HOUR), NeedsCode()),
        (Reach("+46", NOW - HOUR, NOW), Waits(NOW + 23 * HOUR)),
        (Reach("+46", NOW - 24 * HOUR + timedelta(seconds=1), NOW), Waits(NOW + timedelta(seconds=1))),
        (Reach("+46", NOW - 24 * HOUR, NOW), Ready()),
        (Reach("+46", None), NeedsCode()),
        (Reach("+46", None, NOW), Ready()),
        (Reach("+46", datetime(2026, 11, 19, 23, tzinfo=UTC), None, EARLIER), Ready()),
        (Reach("+46", NOW - HOUR, None, EARLIER), NeedsCode()),
        (Reach("+46", NOW - HOUR, NOW, EARLIER), Waits(NOW + 23 * HOUR)),
        (Reach("+46", NOW - HOUR, None, TODAY), NeedsCode()),
        (Reach("+46", NOW - 90 * HOUR, None, TODAY + timedelta(1)), NeedsCode()),
    ],
)
def test_the_rule(reach: Reach | None, verdict: numbers.Verdict) -> None:
    assert numbers.rule(reach, NOW) == verdict


def test_each_way_has_its_own_number(any_app: Flask) -> None:
    town = Town()
    elsa = town.recipient("Elsa", number(5), landline=number(6), landline_verified_at=NOW, landline_since_at=None)
    assert [reach.to for reach in (numbers.reach_of(elsa, "sms"), numbers.reach_of(elsa, "call")) if reach] == [
        number(5), number(6),
    ]  # fmt: skip
    assert (numbers.ready(elsa, "sms"), numbers.ready(elsa, "call")) == (NeedsCode(), Ready())
    assert numbers.ready(elsa, "email") == Closed()
    elsa.landline = None
    assert numbers.reach_of(elsa, "call") == numbers.reach_of(elsa, "sms")
    elsa.phone = None
    assert numbers.ready(elsa, "call") == Closed()
    anna = town.relative(elsa, number(7), email="a@b.se")
    ways = [numbers.reach_of(anna, way) for way in ("sms", "call", "email")]
    assert [reach.to for reach in ways if reach] == [number(7), number(7), "a@b.se"]
    anna.phone_closed_at = NOW
    assert [numbers.ready(anna, way) for way in ("sms", "call", "email")] == [Closed(), Closed(), NeedsCode()]


def bring(folder: Path, at: datetime, **cells: Any) -> int:
    """Import the small package at an instant with Elsa's cells so, and Ann as her relative. Returns the run."""
    tables = small_package()
    kin = {name: cells.pop(name) for name in ("kin_phone", "kin_email") if name in cells}
    tables["recipients"][0].update({"phone_confirmed_on": "", **cells})
    tables["relatives"] = [
        {"relative_id": "ann", "recipient_id": tables["recipients"][0]["recipient_id"], "name": "Ann",
         "phone": kin.get("kin_phone", ""), "email": kin.get("kin_email", "")}
    ]  # fmt: skip
    with time_machine.travel(at, tick=False):
        outcome = bring_tables(folder, tables)
    assert outcome.exit_code == 0, outcome.report
    return outcome.run_id or 0


def undo(run_id: int) -> None:
    with committed():
        plans.undo(run_id)


def elsa() -> Recipient:
    db.session.expire_all()
    return db.session.scalars(select(Recipient).order_by(Recipient.id)).first()  # type: ignore[return-value]


def ann() -> Relative:
    db.session.expire_all()
    return db.session.scalars(select(Relative)).one()


DAYS = [datetime(2026, 11, day, 8, tzinfo=UTC) for day in range(1, 9)]


def test_a_number_is_hers_since_it_came(any_app: Flask, tmp_path: Path) -> None:
    bring(tmp_path, DAYS[0], phone=number(5), landline=number(6))
    assert (elsa().phone_since_at, elsa().landline_since_at) == (DAYS[0], DAYS[0])
    found = elsa()
    found.phone_verified_at = found.landline_verified_at = DAYS[0]
    db.session.commit()
    bring(tmp_path, DAYS[1], phone=number(5), landline=number(6), name="Elsa Annat")
    assert (elsa().phone_since_at, elsa().phone_verified_at) == (DAYS[0], DAYS[0])
    bring(tmp_path, DAYS[2], phone=number(7), landline=number(6))
    found = elsa()
    assert (found.phone_since_at, found.phone_verified_at) == (DAYS[2], None)
    assert (found.landline_since_at, found.landline_verified_at) == (DAYS[0], DAYS[0])
    bring(tmp_path, DAYS[3], phone="", landline=number(6))
    assert (elsa().phone_since_at, elsa().phone_hash) == (None, None)
    assert elsa().landline_hash == hashed_number(number(6))


def test_undo_brings_back_since_when_and_what_came_back(any_app: Flask, tmp_path: Path) -> None:
    bring(tmp_path, DAYS[0], phone=number(5))
    before, at = elsa(), DAYS[0] + HOUR
    id_ = before.id
    db.session.add(
        Code(purpose="verify", way="sms", recipient_id=id_, code_hash="x", sent_to_hash=hashed_number(number(5)),
             wrong=0, made_at=at, expires_at=at, used_at=at)
    )  # fmt: skip
    db.session.add(
        Task(key=wrong_number_key("recipients", id_, hashed_number(number(7))), kind="wrong_number",
             unit_id=before.unit_id, recipient_id=id_, date=TODAY, raised_at=DAYS[3])
    )  # fmt: skip
    before.phone_verified_at = at
    db.session.commit()
    second = bring(tmp_path, DAYS[2], phone=number(7))
    third = bring(tmp_path, DAYS[4], phone=number(8))
    assert (elsa().phone_since_at, elsa().phone_verified_at) == (DAYS[4], None)
    undo(third)
    assert (elsa().phone_since_at, elsa().phone_verified_at, elsa().phone_closed_at) == (DAYS[2], None, DAYS[3])
    undo(second)
    assert (elsa().phone_since_at, elsa().phone_verified_at, elsa().phone_closed_at) == (DAYS[0], at, None)


def test_a_confirmation_is_of_the_number_that_it_came_with(any_app: Flask, tmp_path: Path) -> None:
    bring(tmp_path, DAYS[5], phone=number(5), phone_confirmed_on="2026-11-03")
    with time_machine.travel(DAYS[5], tick=False):
        assert numbers.ready(elsa(), "sms") == Ready()
    bring(tmp_path, DAYS[6], phone=number(6), phone_confirmed_on="2026-11-03")
    with time_machine.travel(DAYS[6], tick=False):
        assert numbers.ready(elsa(), "sms") == NeedsCode(), "an old confirmation says nothing of a new number"
    bring(tmp_path, DAYS[7], phone=number(6), phone_confirmed_on="2026-11-07")
    with time_machine.travel(DAYS[7], tick=False):
        assert numbers.ready(elsa(), "sms") == Ready()


def test_a_relatives_number_or_address_begins_anew_when_either_changes(any_app: Flask, tmp_path: Path) -> None:
    bring(tmp_path, DAYS[0], kin_phone=number(5), kin_email="ann@example.se")
    assert (ann().reach_since_at, ann().email_hash) == (DAYS[0], hashed_address("ANN@example.se"))
    found = ann()
    found.phone_verified_at = found.email_verified_at = DAYS[0]
    db.session.commit()
    bring(tmp_path, DAYS[1], kin_phone=number(5), kin_email="other@example.se")
    found = ann()
    assert (found.reach_since_at, found.phone_verified_at, found.email_verified_at) == (DAYS[1], DAYS[0], None)


CELLS = st.fixed_dictionaries({
    "phone": st.sampled_from(["", number(5), number(6)]),
    "landline": st.sampled_from(["", number(7), number(8)]),
    "phone_confirmed_on": st.sampled_from(["", "2026-10-30", "2026-11-02"]),
})  # fmt: skip
WATCHED = ("phone_since_at", "phone_confirmed_on", "landline_since_at", "phone_hash", "landline_hash")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(CELLS, min_size=2, max_size=4), place=st.integers(0, 3))
def test_however_it_is_taken_back_it_is_as_if_it_never_came(
    app: Flask, tmp_path: Path, cells: list[dict[str, str]], place: int
) -> None:
    runs = [bring(tmp_path, DAYS[day], name=f"E{day}", **one) for day, one in enumerate(cells)]
    undo(runs[place % len(runs)])
    left = [(DAYS[day], one) for day, one in enumerate(cells) if day != place % len(runs)]
    expected: dict[str, Any] = {}
    for at, one in left:
        now = {
            "phone_hash": hashed_number(one["phone"]) if one["phone"] else None,
            "landline_hash": hashed_number(one["landline"]) if one["landline"] else None,
            "phone_confirmed_on": date.fromisoformat(one["phone_confirmed_on"]) if one["phone_confirmed_on"] else None,
        }
        expected = {**now, **step(PHONE, expected, now, at), **step(LANDLINE, expected, now, at)}
    found = elsa()
    assert {name: getattr(found, name) for name in WATCHED} == {name: expected[name] for name in WATCHED}
    for run in runs:
        if run != runs[place % len(runs)]:
            undo(run)
