"""The cards of a unit on paper: what stands on the sheet that hangs in a home. No name, since sheets get lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import qrcode
from qrcode.constants import ERROR_CORRECT_Q
from sqlalchemy import ColumnElement, Select, select

from backend.access import trail
from backend.access.scope import MUNICIPALITY, Scope
from backend.cards.issue import card_for, open_homes
from schema import clock
from schema.db import db
from schema.phone import written
from schema.tables import Recipient, Unit


@dataclass(frozen=True)
class Sheet:
    """One home's sheet. `modules` are the QR code's dark fields, row by row, with level Q: a quarter may be lost.

    `code` lets the staff match sheet and home, on a strip that is cut off before it hangs.
    """

    home_id: int
    address: str
    modules: tuple[tuple[bool, ...], ...]
    unit: str
    phone: str | None
    code: str

    @property
    def path(self) -> str:
        """The QR code as the path of an SVG, one unit a module, without the quiet zone."""
        runs = ((x, y) for y, row in enumerate(self.modules) for x, dark in enumerate(row) if dark)
        return "".join(f"M{x} {y}h1v1h-1z" for x, y in runs)


class UnknownUnit(Exception):
    """There is no such unit in the source."""


def homes_of_unit(outside_id: str, source: str) -> list[int]:
    """The homes of a unit's recipients that may have a card, in the order of their outside ids.

    Raises UnknownUnit.
    """
    unit_id = db.session.scalar(
        select(Unit.id).where(Unit.outside_id == outside_id, Unit.source == source, Unit.revision > 0)
    )
    if unit_id is None:
        raise UnknownUnit(f"no unit {outside_id!r} in the source {source!r}")
    return list(dict.fromkeys(db.session.scalars(_living(Recipient.unit_id == unit_id, Recipient.home_id))))


def homes_of_recipient(outside_id: str, source: str) -> list[int]:
    """The home of a recipient by her outside id, in a list; empty for nobody."""
    query = select(Recipient.home_id).where(Recipient.outside_id == outside_id, Recipient.source == source)
    return list(db.session.scalars(query))


def sheets(home_ids: list[int], public_url: str, scope: Scope = MUNICIPALITY) -> Iterator[Sheet]:
    """The sheets of homes one by one, each with its card issued if it has none. Leaves a trail. The caller commits."""
    for home_id in home_ids:
        token = card_for(home_id)
        if token is not None:
            yield _sheet(home_id, f"{public_url}/k/{token}", scope)


def _sheet(home_id: int, address: str, scope: Scope) -> Sheet:
    codes = []
    for recipient_id, code in db.session.execute(
        _living(Recipient.home_id == home_id, Recipient.id, Recipient.outside_id)
    ):
        codes.append(code)
        look = trail.Look(scope, "print", recipient_id=recipient_id)
        db.session.add(trail.row(look, what="cards print", address=None))
    query = select(Unit.name, Unit.phone).join(Recipient, Recipient.unit_id == Unit.id)
    name, phone = db.session.execute(query.where(Recipient.home_id == home_id).order_by(Recipient.id).limit(1)).one()
    return Sheet(home_id, address, qr_modules(address), name, phone and written(phone), " + ".join(codes))


def _living(where: ColumnElement[bool], *columns: Any) -> Select[Any]:
    ended = Recipient.ended_on
    query = select(*columns).where(where, Recipient.revision > 0, Recipient.home_id.in_(open_homes()))
    return query.where(ended.is_(None) | (ended >= clock.today())).order_by(Recipient.outside_id, Recipient.id)


def qr_modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The dark fields of `text` as a QR code of level Q, without the quiet zone."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(dark) for dark in row) for row in code.get_matrix())
