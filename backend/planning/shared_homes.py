"""Homes where people of other units live: whoever plans for some units only moves nobody in, and moves none of them.

Whose card hangs in a home and where it is would else be hers to say, and who lives there hers to find out. Nothing is
rejected for it: an answer of its own would tell that somebody lives there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from backend.planning import bulk
from backend.planning.accepted import Accepted
from backend.planning.run import Run
from schema.db import db
from schema.tables import Home, Recipient


def keep_out(run: Run, rows: Sequence[Accepted]) -> Collection[str]:
    """Give each row a home of her own that would move into one of others; the keys of the homes that are theirs too."""
    units = run.order.unit_ids
    if units is None:
        return ()
    keys = {row.content["home_key"] for row in rows}
    lived_in = (
        select(Home.outside_id, Home.id)
        .join(Recipient, Recipient.home_id == Home.id)
        .where(Home.source == run.order.source, bulk.among(Home.outside_id, keys))
        .where(Recipient.revision > 0, Recipient.unit_id.not_in(sorted(units)))
        .distinct()
    )
    others = {key: home_id for key, home_id in db.session.execute(lived_in)}
    if not others:
        return ()
    chosen = select(Recipient.id, Recipient.home_id).where(bulk.among(Recipient.id, [row.row_id for row in rows]))
    lives = {row_id: home_id for row_id, home_id in db.session.execute(chosen)}
    for row in rows:
        key = row.content["home_key"]
        if key in others and lives.get(row.row_id) != others[key]:
            row.content = {**row.content, "home_key": f"recipient:{row.key}"}
    return others.keys()
