"""One at a time: whoever imports, records or derives on PostgreSQL waits for her turn.

Parallel batches must each derive from all facts, forecasts reach other people's visits in no fixed order, and an
import changes the same rows: row by row they would lock each other out. SQLite has one writer anyway.
"""

from __future__ import annotations

from sqlalchemy import text

from schema.db import db

KEY = 0x76656D6B


def take() -> None:
    """Wait until nobody else imports, records or derives; held until the end of the transaction. Taken twice it is one.

    Take it before touching any row, or two who wait for each other are both stopped.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": KEY})
