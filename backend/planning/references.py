"""References between rows: an outside id of the same source gives the row's own id, or the row is rejected.

What the package brings is written before what refers to it is read, so one look in the database answers for both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select

from backend.planning import bulk
from schema.db import db
from schema.tables import Absence, Decision, Recipient, Relative, Service, Unit, Worker

MODELS: dict[str, Any] = {
    "units": Unit, "services": Service, "workers": Worker, "recipients": Recipient, "relatives": Relative,
    "decisions": Decision, "absences": Absence,
}  # fmt: skip
SINGULAR = {
    "units": "unit", "services": "service", "workers": "worker", "recipients": "recipient", "decisions": "decision",
    "visits": "visit",
}  # fmt: skip
SWEDISH = {
    "units": "ingen enhet", "services": "ingen insats", "workers": "ingen medarbetare",
    "recipients": "ingen omsorgstagare", "decisions": "inget beslut", "visits": "inget besök",
}  # fmt: skip


class Known:
    """The rows of one source that may be referred to.

    To who plans for some units only, recipients of other units, their decisions and the like are as unknown as those
    that nobody has.
    """

    def __init__(self, source: str, unit_ids: frozenset[int] | None = None):
        self.source = source
        self.unit_ids = unit_ids
        self.ids: dict[str, dict[str, int]] = {kind: {} for kind in MODELS}
        """What was looked up so far, by kind."""
        self.unit_of: dict[int, int] = {}
        """Recipient → unit."""

    def load(self, kind: str, keys: Iterable[str]) -> dict[str, int]:
        """The ids of a kind, with at least those of `keys` that exist looked up."""
        ids = self.ids[kind]
        missing = {key for key in keys if key not in ids}
        if missing:
            self._look_up(kind, missing)
        return ids

    def forget(self, kind: str) -> None:
        """Look again next time: rows of this kind were written."""
        self.ids[kind].clear()

    def _look_up(self, kind: str, keys: set[str]) -> None:
        model = MODELS[kind]
        wanted: list[Any] = [model.outside_id, model.id]
        chosen = select(*wanted).where(
            model.source == self.source, model.revision > 0, bulk.among(model.outside_id, keys)
        )
        if kind == "recipients":
            chosen = chosen.add_columns(model.unit_id)
        if self.unit_ids is not None:
            chosen = _inside(chosen, model, self.unit_ids)
        for outside, row_id, *unit in db.session.execute(chosen):
            self.ids[kind][outside] = row_id
            if unit:
                self.unit_of[row_id] = unit[0]


def _inside(chosen: Select[Any], model: Any, unit_ids: frozenset[int]) -> Select[Any]:
    """Only recipients of some units, and what is theirs; units, services and workers may be named by everybody."""
    if hasattr(model, "recipient_id"):
        chosen = chosen.join(Recipient, Recipient.id == model.recipient_id)
    elif model is not Recipient:
        return chosen
    return chosen.where(Recipient.unit_id.in_(sorted(unit_ids)))


def unknown(kind: str) -> tuple[str, str]:
    """The code and the message for a reference that leads nowhere."""
    return (
        f"unknown_{SINGULAR[kind]}",
        f"Det finns {SWEDISH[kind]} med den nyckeln. Rätta den, eller skicka med tabellen {kind}.",
    )
