"""Calendar feeds: off until somebody turns hers on, found by an address that is shown once, ended at once.

A feed is a device of its own, with the ground of the browser that it was turned on by; each look asks for that anew.
It ends with any browser of its owner that is ended (`revoke.one`): somebody else may have turned it on there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from backend.devices.devices import Held, hash_of, held
from backend.devices.relatives import Sight, sights
from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.tables import Device, OwnChoice, Trail

KIND, CHOICE = "feed", "calendar"
DETAILS = ("times", "names", "services")
TOKEN_SIGNS = 40  # 160 bits in hexadecimals
OWN_CHOICES = (CHOICE, "language")
"""What she chose that changes how every visit of the feed reads."""


@dataclass(frozen=True)
class Feed:
    """One person's visits in a feed that is on: to whom, how much she wishes it to say, and since when it is on."""

    who: Held | Sight
    detail: str
    since: datetime
    changed_at: tuple[datetime, ...]
    """When something that all its visits rest on was changed since then: a choice, or who shares the address."""


@dataclass(frozen=True)
class Standing:
    """How a browser's owner has it: how much the feed says, and since when it is on; None where it is off."""

    detail: str
    since: datetime | None
    fetched_at: datetime | None


def feeds(token: str) -> tuple[Feed, ...]:
    """Whose visits the feed at an address shows now; empty for an address that opens nothing."""
    if len(token) != TOKEN_SIGNS:
        return ()
    rows = {row.id: row for row in db.session.scalars(select(Device).where(Device.token_hash == hash_of(token)))}
    found: list[Held | Sight] = [*(one for one in held(token, KIND) if not one.pending), *sights(token, KIND)]
    gone = tuple(row.revoked_at for row in rows.values() if row.revoked_at is not None)
    return tuple(_feed(one, rows[one.device_id].paired_at, gone) for one in found)


def _feed(one: Held | Sight, since: datetime, gone: tuple[datetime, ...]) -> Feed:
    chosen = select(OwnChoice.recorded_at).where(_chooser(one), OwnChoice.what.in_(OWN_CHOICES))
    later = db.session.scalars(chosen.where(OwnChoice.recorded_at > since).order_by(OwnChoice.id))
    return Feed(one, _detail(one), since, (*later, *gone))


def standing(token: str | None) -> Standing | None:
    """How the feed of a browser's owner stands; None for a browser that shows nobody."""
    mine = _mine(token)
    if not mine:
        return None
    rows = db.session.scalars(select(Device).where(_owned(mine), *_on()).order_by(Device.id)).all()
    fetched = select(func.max(Trail.at)).where(Trail.device_id.in_([row.id for row in rows]))
    since = min((row.paired_at for row in rows), default=None)
    return Standing(_detail(mine[0]), since, db.session.scalar(fetched) if rows else None)


def turn_on(token: str, once: str, detail: str, label: str) -> str | None:
    """Make a feed of all that a browser shows, in place of any before: its token. The caller commits.

    The token follows from the browser's and the form's `once`, so that a form sent twice makes one feed, and says the
    same both times. None for a browser that shows nobody, and for a form whose feed has been ended since.
    """
    mine, made = _mine(token), ring().look_up("feed", f"{token}\0{once}")[:TOKEN_SIGNS]
    rows = db.session.scalars(select(Device).where(Device.token_hash == hash_of(made))).all()
    if rows or not mine or detail not in DETAILS:
        return made if any(row.revoked_at is None for row in rows) else None
    _end(mine)
    parents = {row.id: row for row in db.session.scalars(select(Device).where(Device.id.in_(_ids(mine))))}
    now = clock.now()
    _choose(mine, detail, now)
    for one in mine:
        parent = parents[one.device_id]
        db.session.add(
            Device(
                recipient_id=parent.recipient_id, relative_id=parent.relative_id, kind=KIND, token_hash=hash_of(made),
                label=label, way=parent.way, paired_at=now, paired_by_user_id=parent.paired_by_user_id,
                seen_at=parent.seen_at, seen_by_user_id=parent.seen_by_user_id, told_at=parent.told_at,
            )
        )  # fmt: skip
    db.session.flush()
    return made


def choose(token: str | None, detail: str) -> bool:
    """Let the feed say more or less from now on; False for no such detail or nobody. The caller commits."""
    mine = _mine(token)
    if not mine or detail not in DETAILS:
        return False
    if any(_detail(one) != detail for one in mine):
        _choose(mine, detail, clock.now())
    return True


def turn_off(token: str | None) -> bool:
    """End the feed of a browser's owner at once; False where there was none. The caller commits."""
    mine = _mine(token)
    return bool(mine) and _end(mine) > 0


def _mine(token: str | None) -> list[Held | Sight]:
    return [*(one for one in held(token) if not one.pending), *sights(token)]


def _ids(mine: list[Held | Sight]) -> list[int]:
    return [one.device_id for one in mine]


def _owned(mine: list[Held | Sight]) -> ColumnElement[bool]:
    own = [one.recipient_id for one in mine if isinstance(one, Held)]
    kin = [one.relative_id for one in mine if isinstance(one, Sight)]
    return and_(Device.kind == KIND, or_(Device.recipient_id.in_(own), Device.relative_id.in_(kin)))


def _on() -> tuple[ColumnElement[bool], ...]:
    return (Device.revoked_at.is_(None),)


def _end(mine: list[Held | Sight]) -> int:
    live = update(Device).where(_owned(mine), *_on()).values(revoked_at=clock.now(), revoked_why="by_owner")
    ended = db.session.execute(live.returning(Device.id), execution_options={"synchronize_session": False})
    return len(ended.all())


def _chooser(one: Held | Sight) -> ColumnElement[bool]:
    return (
        OwnChoice.recipient_id == one.recipient_id
        if isinstance(one, Held)
        else OwnChoice.relative_id == one.relative_id
    )


def _detail(one: Held | Sight) -> str:
    last = select(OwnChoice.value).where(_chooser(one), OwnChoice.what == CHOICE).order_by(OwnChoice.id.desc()).limit(1)
    return db.session.scalar(last) or DETAILS[0]


def _choose(mine: list[Held | Sight], detail: str, now: datetime) -> None:
    for one in mine:
        whose = {"recipient_id": one.recipient_id} if isinstance(one, Held) else {"relative_id": one.relative_id}
        db.session.add(
            OwnChoice(
                **whose, what=CHOICE, value=detail, how="own", device_id=one.device_id, recorded_at=now
            )
        )  # fmt: skip
