"""A database with people in it comes up from each earlier shape, and nothing in it is lost."""

from __future__ import annotations

import pytest
from flask_migrate import upgrade
from sqlalchemy import text

from schema.db import db
from tests.apps import assemble, dispose

ROWS = (
    "INSERT INTO unit (id, source, outside_id, revision, digest, name, steering) "
    "VALUES (1, 'plan', 'norr', 1, '', 'Norr', 'minutes')",
    'INSERT INTO "user" (id, email, name, active, fs_uniquifier, created_at) '
    "VALUES (1, 'chef@example.se', 'Chef', true, 'x', '2026-11-20 08:00:00')",
    "INSERT INTO role_grant (id, user_id, role, unit_id, from_on) VALUES (1, 1, 'manager', 1, '2026-11-20')",
    "INSERT INTO message (id, kind, channel, unit_id, number, number_hash, language, state, created_at, due_at, "
    "expires_at, attempts) VALUES (1, 'morning', 'sms', 1, 'x', 'x', 'sv', 'sent', '2026-11-20 06:30:00', "
    "'2026-11-20 06:30:00', '2026-11-20 12:00:00', 1)",
)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_from_the_first_shape(make_settings, empty_database, kind):
    app = assemble(make_settings(database_url=empty_database(kind)))
    with app.app_context():
        upgrade(revision="0001")
        with db.engine.begin() as connection:
            for row in ROWS:
                connection.execute(text(row))
        upgrade()
        with db.engine.connect() as connection:
            held = connection.execute(text('SELECT u.pin_wrong, g.role FROM "user" u JOIN role_grant g ON true')).all()
            assert [tuple(row) for row in held] == [(0, "manager")]
            assert connection.execute(text("SELECT count(*) FROM message")).scalar() == 1
        dispose(app)
