"""How somebody wishes to be told: recorded here, append-only; the last of a person stands before what the plan says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from backend.access.scope import Scope
from notifications.going import Notices
from schema import clock
from schema.db import db
from schema.tables import NoticeWish, Recipient, Relative, User

WAYS = ("sms", "call")
OF_RELATIVES = ("sms", "email")
"""By which ways relatives are told: the first of them unless they wish otherwise."""
LIST_HOURS = (time(7), time(8), time(9), time(10), time(11))
"""Hours of the morning list to choose from, beside the municipality's own."""
NOTICES = tuple(one.name.lower() for one in Notices)

_later = aliased(NoticeWish)
_newer = exists().where(_later.relative_id == NoticeWish.relative_id, _later.id > NoticeWish.id)
_last_wish = select(NoticeWish.notices).where(NoticeWish.relative_id == Relative.id, ~_newer).correlate(Relative)
BY_RELATIVE: ColumnElement[bool] = func.coalesce(_last_wish.scalar_subquery(), Relative.notices) != "none"
"""The condition that a relative wishes to hear of something: by her last wish here, else by the plan."""


@dataclass(frozen=True)
class Chosen:
    """What somebody wishes. `notices`: none, changes or all; `list_at` None: the municipality's hour; `way` None: by
    the kind of her number."""

    notices: str = "changes"
    list_at: time | None = None
    evening_before: bool = False
    way: str | None = None

    @property
    def sound(self) -> bool:
        """Whether it can be wished."""
        hours, ways = (None, *LIST_HOURS), (None, *WAYS)
        return self.notices in NOTICES and self.list_at in hours and self.way in ways


@dataclass(frozen=True)
class Wish:
    """A wish in force, with when it was recorded and by whom (None: she herself)."""

    chosen: Chosen
    recorded_at: datetime
    by: str | None
    how: str | None = None
    """own, or on her word: spoken, telephone or written; None where it was not said."""


def of_recipient(scope: Scope, recipient_id: int) -> Wish | None:
    """A recipient's wish; None where none was recorded, or she is outside the scope."""
    if _recipient(scope, recipient_id) is None:
        return None
    return _last(NoticeWish.recipient_id, [recipient_id]).get(recipient_id)


def of_relatives(scope: Scope, recipient_id: int) -> dict[int, str]:
    """Relative → how much she hears (none, changes or all), as it stands: the wish, else the plan."""
    query = scope.people(select(Relative).join(Recipient, Recipient.id == Relative.recipient_id))
    rows = db.session.scalars(query.where(Relative.recipient_id == recipient_id, Relative.revision > 0)).all()
    wishes = _last(NoticeWish.relative_id, [row.id for row in rows])
    return {row.id: wishes[row.id].chosen.notices if row.id in wishes else row.notices for row in rows}


def wish(scope: Scope, recipient_id: int, chosen: Chosen, how: str | None = None) -> bool:
    """Record a recipient's wish; False outside the scope, or where it cannot be wished. The caller commits."""
    if not chosen.sound or _recipient(scope, recipient_id) is None:
        return False
    record(recipient_id, chosen, user_id=scope.user_id, how=how)
    return True


def record(
    recipient_id: int, chosen: Chosen, *, how: str | None, user_id: int | None = None, device_id: int | None = None
) -> None:
    """Record the wish of somebody whom the caller may change: by staff on her word, or on her own device."""
    _record(user_id, chosen, recipient_id=recipient_id, how=how, device_id=device_id)


def wish_of_relative(scope: Scope, relative_id: int, notices: str) -> int | None:
    """Record how much a relative hears, by the way that she wished for before: whose relative it is; None as `wish`
    is False."""
    query = scope.people(select(Relative.recipient_id).join(Recipient, Recipient.id == Relative.recipient_id))
    recipient_id = db.session.scalar(query.where(Relative.id == relative_id, Relative.revision > 0))
    if recipient_id is None or notices not in NOTICES:
        return None
    _record(scope.user_id, Chosen(notices, way=_way(relative_id)), relative_id=relative_id)
    return int(recipient_id)


def record_own(relative_id: int, chosen: Chosen) -> None:
    """Record what a relative wished herself; the way stays as it was where she chose none. The caller commits."""
    _record(None, replace(chosen, way=chosen.way or _way(relative_id)), relative_id=relative_id)


def silence(relative_id: int) -> bool:
    """A relative answered STOPP or FEL: her wish recorded here must not outlive it. Whether there was one."""
    standing = _last(NoticeWish.relative_id, [relative_id]).get(relative_id)
    if standing is None or standing.chosen.notices == "none":
        return False
    _record(None, Chosen("none", way=standing.chosen.way), relative_id=relative_id)
    return True


def give_back(relative_id: int) -> bool:
    """A relative answered START: what a text silenced is wished for again; False where none did."""
    query = select(NoticeWish).where(NoticeWish.relative_id == relative_id).order_by(NoticeWish.id.desc()).limit(2)
    last, *before = [*db.session.scalars(query), None]
    if last is None or last.notices != "none" or last.recorded_by_user_id is not None or before[0] is None:
        return False
    _record(None, Chosen(before[0].notices, way=last.way), relative_id=relative_id)
    return True


def last_of_recipients(recipient_ids: Iterable[int]) -> dict[int, str]:
    """Recipient → how much she wishes to hear, of those who wished for something here."""
    return {id_: wish.chosen.notices for id_, wish in _last(NoticeWish.recipient_id, recipient_ids).items()}


def as_they_stand(relative_ids: Iterable[int]) -> dict[int, str]:
    """Relative → how much she hears, as it stands: the wish, else the plan."""
    ids = sorted(relative_ids)
    plan = db.session.execute(select(Relative.id, Relative.notices).where(Relative.id.in_(ids)))
    return {id_: notices for id_, notices in plan} | {
        id_: wish.chosen.notices for id_, wish in _last(NoticeWish.relative_id, ids).items()
    }


def by_letter(relative_ids: Iterable[int]) -> frozenset[int]:
    """The relatives who wished to be told by e-mail."""
    standing = _last(NoticeWish.relative_id, relative_ids)
    return frozenset(id_ for id_, wish in standing.items() if wish.chosen.way == "email")


def _way(relative_id: int) -> str | None:
    standing = _last(NoticeWish.relative_id, [relative_id]).get(relative_id)
    return standing.chosen.way if standing else None


def _recipient(scope: Scope, recipient_id: int) -> int | None:
    found: int | None = db.session.scalar(scope.people(select(Recipient.id)).where(Recipient.id == recipient_id))
    return found


def _record(user_id: int | None, chosen: Chosen, **whose: Any) -> None:
    row = NoticeWish(
        notices=chosen.notices, list_at=chosen.list_at, evening_before=chosen.evening_before, way=chosen.way,
        recorded_at=clock.now(), recorded_by_user_id=user_id, **whose,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()


def _last(column: Any, ids: Iterable[int]) -> dict[int, Wish]:
    """Person → the wish in force, by the column that names her."""
    newest = select(func.max(NoticeWish.id)).where(column.in_(sorted(ids))).group_by(column)
    query = select(NoticeWish, column.label("whose"), User.name).outerjoin(
        User, User.id == NoticeWish.recorded_by_user_id
    )
    rows = db.session.execute(query.where(NoticeWish.id.in_(newest)))
    return {
        row.whose: Wish(
            Chosen(row.NoticeWish.notices, row.NoticeWish.list_at, row.NoticeWish.evening_before, row.NoticeWish.way),
            row.NoticeWish.recorded_at, row.name, row.NoticeWish.how,
        )
        for row in rows
    }  # fmt: skip
