"""Rotation past the walls: chained rows are encrypted anew by the owner's path, and their seals still verify."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from backend.keys import rotate, status
from backend.seals.verify import verify
from schema.db import db
from schema.keyring import Keyring
from schema.tables import Trail
from tests.keys.conftest import LOST, NEW, OLD, fill
from tests.seals import chained
from tests.seals.test_walls import limited  # noqa: F401  # a fixture

STORED = text("SELECT id, digest, salt, action FROM trail ORDER BY id")


def test_sealed_rows_are_encrypted_anew_and_verify(any_app: Flask, use: Any) -> None:
    chained.lay("event")
    chained.lay("trail")
    assert verify().sound
    before = db.session.execute(STORED).all()
    db.session.rollback()
    use(NEW, OLD)
    counts = rotate.rotate().tables
    assert (counts["event"] > 0, counts["trail"] > 0) == (True, True)
    assert verify().sound
    use(NEW)
    assert verify().sound, "without the old key, too"
    assert db.session.execute(STORED).all() == before
    assert db.session.scalars(select(Trail.reason)).first() == "Fråga"
    use(LOST)
    assert not verify().sound, "the check does read what is encrypted"


def test_the_owner_encrypts_what_the_services_user_may_not_touch(limited: Flask, use: Any) -> None:  # noqa: F811
    chained.lay("trail")
    use(NEW, OLD)
    settings = limited.extensions["settings"]
    limited.extensions["settings"] = replace(settings, migration_database_url=None)
    with pytest.raises(rotate.NotAllowed, match="trail"):
        rotate.rotate()
    told = limited.test_cli_runner().invoke(args=["keys", "rotate"])
    assert (told.exit_code, "MIGRATION_DATABASE_URL" in told.stderr) == (1, True)
    limited.extensions["settings"] = settings
    assert rotate.rotate().tables["trail"] > 0
    assert status.status().keys[1].rows == 0
    use(NEW)
    assert verify().sound


def test_nobody_waits_while_it_encrypts(app: Flask, use: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's one write lock is only taken to write what is ready."""
    fill(3)
    use(NEW, OLD)
    file = app.extensions["settings"].database_url.removeprefix("sqlite:///")
    renewed, free = Keyring.renewed, []

    def watched(self: Keyring, token: str) -> str:
        with sqlite3.connect(file, timeout=0, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        other.close()
        free.append(token)
        return renewed(self, token)

    monkeypatch.setattr(Keyring, "renewed", watched)
    rotate.rotate()
    assert len(free) > 30
