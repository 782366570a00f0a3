"""What a relative wishes herself, on her own page: how much she hears, by which way, in which language. Append-only."""

from __future__ import annotations

from collections.abc import Collection

from backend.access.scope import Scope
from backend.telling import stopping, wishes
from backend.telling.wishes import NOTICES, OF_RELATIVES, Chosen
from schema import clock
from schema.db import db
from schema.reach import masked
from schema.tables import OwnChoice, Relative


def now(scope: Scope, relative_id: int, known: Collection[str]) -> tuple[str, str, dict[str, str]]:
    """How much she hears, by which way, and the ways there are with where each leads. `known`: the installation's ways.

    `scope` is of her own device, by which the caller found her.
    """
    assert scope.device_id is not None
    row = db.session.get_one(Relative, relative_id)
    ways = _ways(row, known)
    chosen = "email" if relative_id in wishes.by_letter([relative_id]) else "sms"
    return wishes.as_they_stand([relative_id])[relative_id], chosen if chosen in ways else next(iter(ways), ""), ways


def choose(scope: Scope, relative_id: int, notices: str, way: str | None, known: Collection[str]) -> bool:
    """Record what she wishes; False where it cannot be wished. What waits for her is not sent where she wants nothing.

    `scope` as for `now`. The caller commits.
    """
    row = db.session.get_one(Relative, relative_id)
    if scope.device_id is None or notices not in NOTICES or way not in (None, *_ways(row, known)):
        return False
    wishes.record_own(relative_id, Chosen(notices, way=way))
    if notices == "none":
        stopping.drop_queued(relative_id)
    return True


def speak(scope: Scope, relative_id: int, language: str) -> bool:
    """Let a relative be spoken to in a language of ours from now on, whatever imports say; False where she is already.

    `scope` as for `now`. The caller commits.
    """
    row = db.session.get_one(Relative, relative_id)
    if scope.device_id is None or row.language == language:
        return False
    db.session.add(
        OwnChoice(
            relative_id=row.id, what="language", value=language, how="own", device_id=scope.device_id,
            recorded_at=clock.now(),
        )
    )  # fmt: skip
    row.language = language
    return True


def _ways(row: Relative, known: Collection[str]) -> dict[str, str]:
    """The ways by which she can be told: those that she has a number or an address for, and that we send by."""
    texted = row.phone if row.phone_closed_at is None else None
    reach = {"sms": texted, "email": row.email}
    return {way: masked(to) for way in OF_RELATIVES if way in known and (to := reach[way])}
