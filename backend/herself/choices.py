"""What a recipient chooses: each choice at once, append-only, standing against imports; undone by choosing anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import update

from backend.access import trail, wishes
from backend.devices import revoke
from backend.herself.by import OWN, By
from backend.herself.offer import NONE, Offer, chosen
from backend.herself.standing import value_of
from backend.privacy import consents
from backend.privacy.consents import Given
from backend.telling import wishes as notices
from schema import clock
from schema.db import db
from schema.tables import Home, OwnChoice


class NotPossible(ValueError):
    """A choice that cannot be made: not offered, not hers to make now, or not said how."""


def choose(by: By, what: str, value: str, offer: Offer) -> str | None:
    """Make a choice; what stood before, or None where it stood so already: a form sent twice is one choice.

    `what` and `value` as `backend.herself.offer` says. Raises NotPossible. The caller commits.
    """
    kept = KEPT.get(what)
    if kept is None or not by.may or not offer.allows(what, value):
        raise NotPossible(what)
    if by.person.protected and what == "sms_detail" and value != NONE:
        raise NotPossible(what)  # no texts to somebody with protected identity
    db.session.refresh(by.person, with_for_update=True)  # of two at once the second sees what the first chose
    before = value_of(by, what, offer)
    if before == value:
        return None
    kept(by, what, value)
    said = "" if by.how == OWN else f":{by.how}"
    trail.note(by.scope, "change", recipient_id=by.recipient_id, reason=f"own_choice:{what}{said}")
    return before


def _level(by: By, what: str, value: str) -> None:
    """How much texts or the card say: a consent at a level, or none at all."""
    if value == NONE:
        revoke.lists_to(by.person.phone_hash, consents.LESS)
        wishes.take_back(
            by.person, what, user_id=by.scope.user_id, device_id=by.scope.device_id,
            how=None if by.how == OWN else by.how,
        )  # fmt: skip
        return
    given = Given(what, value, "self", by.how or "", clock.today())
    consents.keep(by.person, given, user_id=by.scope.user_id, device_id=by.scope.device_id)


def _own(by: By, what: str, value: str) -> None:
    row = OwnChoice(recipient_id=by.recipient_id, what=what, value=value, recorded_at=clock.now(), **by.marked)
    db.session.add(row)
    db.session.flush()


def _language(by: By, what: str, value: str) -> None:
    _own(by, what, value)
    person = by.person
    person.language = value
    db.session.flush()
    db.session.execute(update(Home).where(Home.id == person.home_id).values(version=Home.version + 1))


def _notices(by: By, _what: str, value: str) -> None:
    wished = chosen(value)
    assert wished is not None
    notices.record(
        by.recipient_id, wished, how=by.how, user_id=by.scope.user_id, device_id=by.scope.device_id
    )  # fmt: skip


KEPT: Mapping[str, Callable[[By, str, str], None]] = {
    "sms_detail": _level, "card_detail": _level, "language": _language, "quiet": _own, "survey": _own,
    "notices": _notices,
}  # fmt: skip
"""What can be chosen, and how it is kept."""
