"""What people withdrew here stands against every import, until a consent dated after the withdrawal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from schema import clock
from schema.db import db
from schema.tables import Withdrawal


@dataclass
class Withdrawals:
    """The last withdrawal of each kind, by recipient or relative."""

    last: dict[tuple[str, int], date] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Withdrawals:
        """All that stand."""
        self = cls()
        for one in db.session.scalars(select(Withdrawal).order_by(Withdrawal.withdrawn_at, Withdrawal.id)):
            about = one.relative_id if one.what == "relative" else one.recipient_id
            if about is not None:
                self.last[one.what, about] = clock.local_date(one.withdrawn_at)
        return self

    def stands(self, what: str, row_id: int, *consents: date | None) -> bool:
        """Whether a withdrawal stands against consents of these dates (none: nothing can lift it)."""
        withdrawn_on = self.last.get((what, row_id))
        if withdrawn_on is None:
            return False
        return not consents or any(consent is None or consent <= withdrawn_on for consent in consents)

    def apply(self, kind: str, row_id: int, current: dict[str, Any]) -> list[str]:
        """Take back from the current columns what was withdrawn; the columns where that made a difference."""
        if kind == "recipients":
            return self._recipient(row_id, current)
        if kind == "relatives":
            return self._relative(row_id, current)
        return []

    def _recipient(self, row_id: int, current: dict[str, Any]) -> list[str]:
        changed = []
        if current["sms_detail"] != "none" and self.stands("sms_detail", row_id):
            current["sms_detail"] = "none"
            changed.append("sms_detail")
        if self.stands("card_detail", row_id, current["card_consent_on"]):
            changed += ["card_detail"] if current["card_detail"] not in (None, "times") else []
            current["card_detail"] = "times"  # less than the municipality's level, where that is higher
        return changed

    def _relative(self, row_id: int, current: dict[str, Any]) -> list[str]:
        consents = ("secrecy_consent_on", "data_consent_on")
        if any(current[name] for name in consents) and self.stands("relative", row_id, *(current[n] for n in consents)):
            current.update(dict.fromkeys(consents), notices="none")
            return [*consents]
        return []
