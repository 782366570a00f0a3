"""Since when a number or address is somebody's here, and whether a code has come back from it.

Each accepted row is one step on from the columns before it; after an import was taken back the way is walked again
from the revisions that are left (`reach_again`), so that both give the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from backend.planning import bulk
from backend.planning.accepted import Accepted
from backend.planning.references import MODELS
from schema import clock
from schema.db import db


@dataclass(frozen=True)
class Followed:
    """Columns that belong together: hashes of what somebody is reached by, since when, and what has come back."""

    since: str
    verified: dict[str, str]
    """Column of the hash → column of the instant when a code came back."""
    confirmed: str | None = None
    closed: str | None = None
    linked: str | None = None
    """What was linked by somebody who was reached there: it falls with the number or address."""


PHONE = Followed("phone_since_at", {"phone_hash": "phone_verified_at"}, "phone_confirmed_on", "phone_closed_at")
LANDLINE = Followed("landline_since_at", {"landline_hash": "landline_verified_at"})
BOTH = Followed(
    "reach_since_at", {"phone_hash": "phone_verified_at", "email_hash": "email_verified_at"}, closed="phone_closed_at",
    linked="subject_hash",
)  # fmt: skip
FOLLOWED = {"recipients": (PHONE, LANDLINE), "relatives": (BOTH,)}
Columns = dict[str, Any]


def step(one: Followed, before: Columns | None, now: Columns, at: datetime) -> Columns:
    """What the columns say once a revision published `at` is in force. Pure.

    A confirmation that came with the number, or later, reaches back to its own day: `since` is never after it. One
    that stood there before, for another number, does not.
    """
    then = before or {}
    hashes = [name for name in one.verified if now[name] is not None]
    fresh = [name for name in hashes if now[name] != then.get(name)]
    made: Columns = {one.since: (at if fresh else then.get(one.since)) if hashes else None}
    for name, verified in one.verified.items():
        made[verified] = then.get(verified) if name in hashes and name not in fresh else None
    if one.closed:
        made[one.closed] = then.get(one.closed) if "phone_hash" in hashes and "phone_hash" not in fresh else None
    if one.linked:
        made[one.linked] = then.get(one.linked) if hashes and not fresh else None
    said = now.get(one.confirmed) if one.confirmed else None
    if said and made[one.since] and said > (then.get(one.confirmed or "") or date.min):
        made[one.since] = min(made[one.since], _begins(said))
    return made


@lru_cache(maxsize=4096)
def _begins(day: date) -> datetime:
    return clock.day_bounds(day)[0]


def follow(kind: str, at: datetime, new: list[Accepted], changed: list[Accepted]) -> None:
    """Bring the columns of new and changed rows on by one revision, published `at`."""
    followed = FOLLOWED.get(kind, ())
    standing = _standing(kind, changed) if followed and changed else {}
    for row in (*new, *changed):
        for one in followed:
            row.current.update(step(one, standing.get(row.row_id), row.current, at))


def _standing(kind: str, changed: list[Accepted]) -> dict[int, Columns]:
    """The columns as they stand; a row that was taken back whole stands for nothing."""
    model = MODELS[kind]
    names = sorted({name for one in FOLLOWED[kind] for name in columns(one)})
    chosen = select(model.id, *(getattr(model, name) for name in names)).where(
        bulk.among(model.id, [row.row_id for row in changed]), model.revision > 0
    )
    return {row_id: dict(zip(names, values, strict=True)) for row_id, *values in db.session.execute(chosen)}


def columns(one: Followed) -> list[str]:
    """Every column that a step reads or sets."""
    return [
        name
        for name in (one.since, *one.verified, *one.verified.values(), one.confirmed, one.closed, one.linked)
        if name
    ]
