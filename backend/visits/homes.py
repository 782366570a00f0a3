"""Writing what a card shows: the derived columns of visits, and the version of the homes where they changed."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, select, update

from schema.db import db, table_of
from schema.tables import Home, Recipient, Visit

STATE = (
    update(table_of(Visit))
    .where(Visit.id == bindparam("visit_id"))
    .values({name: bindparam(name) for name in ("status", "started_at", "ended_at", "expected_at")})
)


def write_states(rows: list[dict[str, object]]) -> None:
    """Write status, started_at, ended_at and expected_at of visits, each row with its `visit_id`."""
    if rows:
        db.session.connection().execute(STATE, rows)


def bump(recipients: Collection[int]) -> None:
    """Let the cards of some recipients' homes be fetched anew: once a home, in id order."""
    if not recipients:
        return
    homes = select(Recipient.home_id).where(Recipient.id.in_(sorted(recipients))).distinct()
    ids = sorted(db.session.execute(homes).scalars())
    bump_one = update(table_of(Home)).where(Home.id == bindparam("home_id"))
    db.session.connection().execute(
        bump_one.values(version=Home.__table__.c.version + 1), [{"home_id": home_id} for home_id in ids]
    )
