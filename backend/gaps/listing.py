"""Gaps with their state and reviews, page by page, inside the scope of who asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import aliased

from backend.access.scope import Scope
from schema.db import db
from schema.tables import Gap, GapReview, Recipient, Unit, User, Visit, Worker


@dataclass(frozen=True)
class ReviewItem:
    """A step of a review."""

    step: str
    reason: str | None
    text: str | None
    measure: str | None
    effect_check_on: date | None
    by: str
    at: datetime


@dataclass(frozen=True)
class GapItem:
    """A gap as others may read it. Ids are the planning system's, but `id`."""

    id: int
    person_id: int
    """The recipient's row, for the trail."""
    key: str
    kind: str
    state: str
    visit_id: str | None
    recipient_id: str
    worker_id: str | None
    unit_id: str
    date: date
    seconds: int
    found_at: datetime
    resolved_at: datetime | None
    reviews: tuple[ReviewItem, ...] = ()

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded."""
        return whole_minutes(self.seconds)


@dataclass(frozen=True)
class Wanted:
    """Which gaps are asked for; None: all. `unit` is an outside id; dates are both in."""

    from_on: date | None = None
    to_on: date | None = None
    unit: str | None = None
    kind: str | None = None
    state: str | None = None


@dataclass(frozen=True)
class Page:
    """Some gaps in order, and the cursor of the next page (None: this is the last)."""

    items: tuple[GapItem, ...]
    next: int | None


def whole_minutes(seconds: int) -> int:
    """Seconds as whole minutes, half a minute up."""
    return (seconds + 30) // 60


def listing(scope: Scope, wanted: Wanted, after: int = 0, limit: int = 100) -> Page:
    """Gaps inside the scope by ascending row id from after the cursor `after`; at most `limit`."""
    query = in_scope(scope, *_conditions(wanted)).where(Gap.id > after).order_by(Gap.id).limit(limit + 1)
    rows = db.session.execute(query).all()
    items = with_reviews([_item(row) for row in rows[:limit]])
    return Page(tuple(items), rows[limit - 1].id if len(rows) > limit else None)


_last = aliased(GapReview)
_last_id = select(func.max(GapReview.id)).where(GapReview.gap_key == Gap.key).correlate(Gap).scalar_subquery()
STATE: ColumnElement[str] = case(
    (_last.step == "close", "closed"),
    (Gap.resolved_at.is_not(None), "resolved"),
    (_last.step == "explain", "explained"),
    else_="open",
)
"""A closed gap stays closed; any other that the rules no longer find is resolved, whatever was said of it."""


_ITEM = (
    Gap.id, Gap.recipient_id.label("person_id"), Gap.key, Gap.kind, STATE.label("state"),
    Visit.outside_id.label("visit_id"), Recipient.outside_id.label("recipient_id"),
    Worker.outside_id.label("worker_id"), Unit.outside_id.label("unit_id"),
    Gap.date, Gap.seconds, Gap.found_at, Gap.resolved_at,
)  # fmt: skip


def in_scope(scope: Scope, *conditions: ColumnElement[bool], columns: Sequence[Any] = _ITEM) -> Any:
    """A query over the gaps that the scope may see, with what they are about joined to them."""
    return (
        select(*columns)
        .select_from(Gap)
        .join(Recipient, Recipient.id == Gap.recipient_id)
        .join(Unit, Unit.id == Gap.unit_id)
        .outerjoin(Visit, Visit.id == Gap.visit_id)
        .outerjoin(Worker, Worker.id == Gap.worker_id)
        .outerjoin(_last, _last.id == _last_id)
        .where(scope.reaches(Gap.unit_id), scope.visible(), *conditions)
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked: list[tuple[object, Callable[[Any], ColumnElement[bool]]]] = [
        (wanted.from_on, lambda day: Gap.date >= day),
        (wanted.to_on, lambda day: Gap.date <= day),
        (wanted.unit, lambda unit: Unit.outside_id == unit),
        (wanted.kind, lambda kind: Gap.kind == kind),
        (wanted.state, STATE.__eq__),
    ]
    return [condition(value) for value, condition in asked if value is not None]


def _item(row: Any) -> GapItem:
    return GapItem(**row._mapping)


def with_reviews(items: Sequence[GapItem]) -> list[GapItem]:
    """The same gaps with their reviews, oldest first."""
    found: dict[str, list[ReviewItem]] = defaultdict(list)
    query = (
        select(GapReview, User.name)
        .join(User, User.id == GapReview.user_id)
        .where(GapReview.gap_key.in_([item.key for item in items]))
        .order_by(GapReview.id)
    )
    for row, name in db.session.execute(query):
        found[row.gap_key].append(
            ReviewItem(row.step, row.reason, row.text, row.measure, row.effect_check_on, name, row.at)
        )
    return [replace(item, reviews=tuple(found[item.key])) for item in items]
