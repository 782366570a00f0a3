"""A planner of one unit says nothing about homes where people of other units live, and learns nothing of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend.access.scope import Scope
from backend.cards import issue
from schema.db import db
from schema.tables import Home, Recipient, Unit
from tests.planning.importing import bring_tables, codes
from tests.planning.test_planner import two_units


def _person(name: str) -> Recipient:
    return db.session.scalars(select(Recipient).where(Recipient.outside_id == name)).one()


@pytest.mark.parametrize("by", ["home_id", "address"])
def test_nobody_is_moved_in_with_people_of_another_unit(app: Flask, tmp_path: Path, by: str) -> None:
    tables = two_units()
    hers, other = tables["recipients"][0], tables["recipients"][3]
    other["home_id"] = "h9"
    if by == "address":
        other.pop("home_id")
        other |= {"address": "Granvägen 9", "postal_code": "743 30"}
    bring_tables(tmp_path, tables)
    norr = db.session.scalars(select(Unit.id).where(Unit.outside_id == "norr")).one()
    before = (
        _person(other["recipient_id"]).home_id,
        db.session.get_one(Home, _person(other["recipient_id"]).home_id).place,
    )
    if by == "address":
        hers.pop("home_id")
        hers |= {"address": "granvägen 9", "postal_code": "74330", "city": "Annan stad"}
    else:
        hers |= {"home_id": other["home_id"], "address": "En falsk gata 1", "postal_code": "111 11"}
    outcome = bring_tables(tmp_path, {"recipients": [hers]}, unit_ids=frozenset({norr}))
    assert codes(outcome) == [], "an answer of its own would tell that somebody lives there"
    db.session.expire_all()
    assert _person(hers["recipient_id"]).home_id != before[0]
    assert (_person(other["recipient_id"]).home_id, db.session.get_one(Home, before[0]).place) == before
    assert issue.token_of(before[0], Scope("manager", frozenset({norr}))) is None


def test_whoever_plans_for_all_may_still_let_them_share_a_home(app: Flask, tmp_path: Path) -> None:
    tables = two_units()
    hers, other = tables["recipients"][0], tables["recipients"][3]
    other["home_id"] = "h9"
    bring_tables(tmp_path, tables)
    norr = db.session.scalars(select(Unit.id).where(Unit.outside_id == "norr")).one()
    hers["home_id"] = other["home_id"]
    bring_tables(tmp_path, {"recipients": [hers]}, unit_ids=frozenset({norr}))
    bring_tables(tmp_path, {"recipients": [hers]})
    db.session.expire_all()
    assert _person(hers["recipient_id"]).home_id == _person(other["recipient_id"]).home_id
    hers["name"] = "Ett nytt namn"
    bring_tables(tmp_path, {"recipients": [hers]}, unit_ids=frozenset({norr}))
    db.session.expire_all()
    assert _person(hers["recipient_id"]).home_id == _person(other["recipient_id"]).home_id, "she lives there already"
