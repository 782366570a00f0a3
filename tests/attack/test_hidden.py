"""Who is hidden stays hidden, whatever a later file forgets to say."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from schema.db import db
from schema.tables import Recipient, Worker
from tests.packages import small_package
from tests.planning.importing import bring_tables, counts


def test_a_file_without_the_column_lays_nobody_open(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    tables["recipients"][0] |= {"protected": "yes"}
    tables["workers"][0] |= {"shown_as": "alias", "alias": "Vinter"}
    bring_tables(tmp_path, tables)
    again = small_package()
    outcome = bring_tables(tmp_path, again)
    assert (counts(outcome, "recipients")[3], counts(outcome, "workers")[3]) == (3, 2), "nothing was changed"
    again["recipients"][0]["phone"] = again["workers"][0]["phone"] = "+46701740699"
    bring_tables(tmp_path, again)
    assert db.session.scalars(select(Recipient.protected).where(Recipient.outside_id == "elsa")).one() is True
    assert db.session.scalars(select(Worker.shown_name).where(Worker.outside_id == "w1")).one() == "Vinter"


def test_the_plan_may_still_say_that_she_is_not_hidden(app: Flask, tmp_path: Path) -> None:
    tables = small_package()
    tables["recipients"][0] |= {"protected": "yes"}
    bring_tables(tmp_path, tables)
    tables["recipients"][0] |= {"protected": "no"}
    bring_tables(tmp_path, tables)
    assert db.session.scalars(select(Recipient.protected).where(Recipient.outside_id == "elsa")).one() is False
