"""What people decided here stands against every import, until a consent dated after the decision.

A decision is a withdrawal or a consent recorded here; the last word of each kind and person is what counts. A consent
whose date has passed is a withdrawal of that date. The language that somebody chose here stands for good.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from schema import clock
from schema.db import db
from schema.tables import Consent, OwnChoice, Withdrawal

OF_RELATIVES = ("relative", "notices")


@dataclass(frozen=True)
class Word:
    """The last word about something: the day that a later consent must be after, and what was consented to.

    `given` None: it was withdrawn.
    """

    on: date
    given: Consent | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether it takes away; else it gives."""
        return self.given is None


@dataclass
class Withdrawals:
    """The last word of each kind, by recipient or relative."""

    last: dict[tuple[str, int], Word] = field(default_factory=dict)
    languages: dict[tuple[str, int], str] = field(default_factory=dict)
    """Table and row → the language chosen here."""

    @classmethod
    def load(cls) -> Withdrawals:
        """All that stand."""
        self = cls()
        for _, what, about, word in sorted(_words(), key=lambda one: one[0]):
            self.last[what, about] = word
        self.languages = _languages()
        return self

    def stands(self, what: str, row_id: int, *consents: date | None) -> bool:
        """Whether a decision stands against consents of these dates (none: nothing can lift it)."""
        word = self.last.get((what, row_id))
        if word is None:
            return False
        return not consents or any(consent is None or consent <= word.on for consent in consents)

    def apply(self, kind: str, row_id: int, current: dict[str, Any]) -> list[str]:
        """Let the current columns say what was decided here; the columns where that takes something back."""
        if (kind, row_id) in self.languages:
            current["language"] = self.languages[kind, row_id]
        if kind == "recipients":
            return self._texts(row_id, current) + self._card(row_id, current)
        if kind == "relatives":
            return self._notices(row_id, current) + self._relative(row_id, current)
        return []

    def _texts(self, row_id: int, current: dict[str, Any]) -> list[str]:
        if not self.stands("sms_detail", row_id):
            return []
        word, before = self.last["sms_detail", row_id], current["sms_detail"]
        current["sms_detail"] = word.given.level if word.given else "none"
        return ["sms_detail"] if word.withdrawn and before != "none" else []

    def _card(self, row_id: int, current: dict[str, Any]) -> list[str]:
        if not self.stands("card_detail", row_id, current["card_consent_on"]):
            return []
        word, before = self.last["card_detail", row_id], current["card_detail"]
        if word.given:
            current.update(card_detail=word.given.level, card_consent_on=word.given.given_on)
            return []
        current["card_detail"] = "times"  # less than the municipality's level, where that is higher
        return ["card_detail"] if before not in (None, "times") else []

    def _notices(self, row_id: int, current: dict[str, Any]) -> list[str]:
        """What a relative answered STOPP to stays stopped, until consents dated after it."""
        consents = (current["secrecy_consent_on"], current["data_consent_on"])
        if current["notices"] == "none" or not self.stands("notices", row_id, *consents):
            return []
        if self.last["notices", row_id].given:
            return []  # she has taken her STOPP back
        current["notices"] = "none"
        return ["notices"]

    def _relative(self, row_id: int, current: dict[str, Any]) -> list[str]:
        consents = ("secrecy_consent_on", "data_consent_on")
        if not self.stands("relative", row_id, *(current[name] for name in consents)):
            return []
        given = self.last["relative", row_id].given
        if given:
            current.update(dict.fromkeys(consents, given.given_on), consent_basis=given.basis, may_see=given.level)
            current["consent_until"] = given.until_on
            return []
        had = any(current[name] for name in consents)
        current.update(dict.fromkeys(consents), notices="none")
        return [*consents] if had else []


def _words() -> Iterator[tuple[tuple[datetime, bool], str, int, Word]]:
    """Each decision: in which order it counts (at one instant the withdrawal), about what, whom, and the word."""
    for one in db.session.scalars(select(Withdrawal).order_by(Withdrawal.withdrawn_at, Withdrawal.id)):
        about = one.relative_id if one.what in OF_RELATIVES else one.recipient_id
        if about is not None:
            yield (one.withdrawn_at, True), one.what, about, Word(clock.local_date(one.withdrawn_at))
    today = clock.today()
    for given in db.session.scalars(select(Consent).order_by(Consent.recorded_at, Consent.id)):
        about = given.relative_id if given.what in OF_RELATIVES else given.recipient_id
        if about is None:
            continue
        over = given.until_on is not None and given.until_on < today and given.what != "relative"
        word = Word(given.until_on, None) if over and given.until_on else Word(given.given_on, given)
        yield (given.recorded_at, False), given.what, about, word


def _languages() -> dict[tuple[str, int], str]:
    """The last choice of each person."""
    query = select(OwnChoice).where(OwnChoice.what == "language").order_by(OwnChoice.id)
    found: dict[tuple[str, int], str] = {}
    for one in db.session.scalars(query):
        if one.recipient_id is not None:
            found["recipients", one.recipient_id] = one.value
        elif one.relative_id is not None:
            found["relatives", one.relative_id] = one.value
    return found
