"""A day that is being lived: the small package, imported for real, at ten to eleven."""

from __future__ import annotations

from datetime import time

import pytest
import time_machine
from sqlalchemy import select

from backend.cards.issue import card_for
from schema import clock
from schema.db import db
from schema.tables import Home
from tests import laid
from tests.packages import DAY, execution, small_package, write_package


@pytest.fixture
def lived_in(app, session_folder, run_cli, tmp_path):
    """A day with somebody there, somebody late, a gap to explain and a card; the token of the card."""

    def lay() -> None:
        tables = small_package()
        tables["executions"] = [
            execution("v1", "w1", f"{DAY}T08:05", f"{DAY}T08:12"),
            execution("v4", "w1", f"{DAY}T09:40"),
        ]
        told = run_cli("import", write_package(tmp_path / "package", **tables))
        assert told.exit_code == 0, told.stdout + told.stderr

    with time_machine.travel(clock.instant(DAY, time(10, 50)), tick=True):
        laid.once(app, session_folder / "lived_in.db", lay)
        token = card_for(db.session.scalars(select(Home.id).order_by(Home.id)).first())
        db.session.commit()
        yield token
