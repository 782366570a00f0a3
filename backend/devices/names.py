"""Whose names stand on a shared phone: the workers of its unit, in as few letters as tell them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select

from schema import clock
from schema.db import db
from schema.tables import Grant, Phone, User, Worker

LAST_LETTERS = str.maketrans("åäö", "{|}")
"""Where Swedish has them: after z."""


@dataclass(frozen=True)
class Name:
    """A worker who may sign in on the phone, and how she is called there."""

    user_id: int
    worker_id: int | None
    shown: str


def on_phone(phone: Phone) -> list[Name]:
    """The workers with an open account whose grant is of the phone's unit, by name."""
    rows = db.session.execute(of_unit(Grant.unit_id == phone.unit_id, Worker.unit_id == phone.unit_id)).all()
    shown = shortened([row.shown_name if row.shown_as == "alias" and row.shown_name else row.name for row in rows])
    names = [Name(row.id, row.worker_id, called) for row, called in zip(rows, shown, strict=True)]
    return sorted(names, key=lambda name: (in_order(name.shown), name.user_id))


def one(phone: Phone, user_id: int) -> Name | None:
    """One of the names on the phone."""
    return next((name for name in on_phone(phone) if name.user_id == user_id), None)


def of_unit(granted: ColumnElement[bool], planned: ColumnElement[bool]) -> Select[int, int | None, str, str, str]:
    """Open accounts with a worker's grant in force, `granted` for the unit, or for all units and `planned` in it."""
    today = clock.today()
    held = (Grant.role == "worker", Grant.from_on <= today, or_(Grant.until_on.is_(None), Grant.until_on >= today))
    return (
        select(User.id, User.worker_id, User.name, Worker.shown_as, Worker.shown_name)
        .join(Grant, Grant.user_id == User.id)
        .outerjoin(Worker, Worker.id == User.worker_id)
        .where(User.active.is_(True), *held, or_(granted, and_(Grant.unit_id.is_(None), planned)))
        .distinct()
        .order_by(User.id)
    )


def shortened(names: Sequence[str]) -> list[str]:
    """First names; where two are alike with the initial after them; where that is alike too, whole."""
    shown = list(names)
    for form in (_with_initial, _first):
        short = [form(name) for name in names]
        often = Counter(short)
        shown = [small if often[small] == 1 else before for small, before in zip(short, shown, strict=True)]
    return shown


def in_order(name: str) -> str:
    """What to sort a name by."""
    return name.casefold().translate(LAST_LETTERS)


def _first(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.split() else name


def _with_initial(name: str) -> str:
    parts = name.split()
    return f"{parts[0]} {parts[-1][0]}" if len(parts) > 1 else name
