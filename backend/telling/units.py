"""What the texts need to know of the units: whom to ring, and whether anything leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from schema.db import db
from schema.phone import written
from schema.settings import Settings
from schema.tables import Unit, UnitNotice

ON, SHADOW = "on", "shadow"


@dataclass(frozen=True)
class Units:
    """All units, as they stand now."""

    phones: Mapping[int, str | None]
    names: Mapping[int, str]
    shadow: frozenset[int]
    limits: Mapping[int, int]
    """Segments a calendar month, of the units that have a budget."""
    answerable: bool = True
    """Whether what people answer to a text reaches us."""

    def phone(self, unit_id: int) -> str | None:
        """The number to ring, as it is written for people."""
        return self.phones.get(unit_id)

    def held(self, unit_id: int) -> str | None:
        """Why nothing of the unit leaves: `shadow`; None where it does."""
        return SHADOW if unit_id in self.shadow else None


def standing() -> Units:
    """The units as they stand."""
    settings: Settings = current_app.extensions["settings"]
    elsewhere = written(settings.sms_contact) if settings.sms_contact else None
    rows = db.session.execute(select(Unit.id, Unit.name, Unit.phone).order_by(Unit.id)).all()
    last = select(func.max(UnitNotice.id)).group_by(UnitNotice.unit_id)
    chosen = select(UnitNotice.unit_id, UnitNotice.mode, UnitNotice.monthly_segments).where(UnitNotice.id.in_(last))
    choices = db.session.execute(chosen).all()
    return Units(
        {row.id: written(row.phone) if row.phone else elsewhere for row in rows},
        {row.id: row.name for row in rows},
        frozenset(unit_id for unit_id, mode, _ in choices if mode == SHADOW),
        {unit_id: limit for unit_id, _, limit in choices if limit is not None},
        settings.answerable,
    )
