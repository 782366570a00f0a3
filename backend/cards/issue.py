"""Cards: an opaque token per home, found by a keyed hash, kept encrypted so that its paper can be printed again."""

from __future__ import annotations

from sqlalchemy import Select, false, or_, select

from backend.access.scope import MUNICIPALITY, Scope
from schema import clock
from schema.db import db
from schema.keyring import new_token, ring
from schema.tables import Card, Home, Recipient

KIND = "card"


def open_homes() -> Select[int]:
    """The ids of the homes that may have a card: somebody lives there who is not ended, and nobody is protected."""
    living = (Recipient.home_id == Home.id, Recipient.revision > 0)
    here = select(Recipient.id).where(*living, or_(Recipient.ended_on.is_(None), Recipient.ended_on >= clock.today()))
    hidden = select(Recipient.id).where(*living, Recipient.protected.is_not(false()))
    return select(Home.id).where(here.exists(), ~hidden.exists()).order_by(Home.id)


def card_for(home_id: int) -> str | None:
    """The token of the home's card in force, issued now if there is none; None where the home may have no card.

    The caller commits.
    """
    if not _may_have(home_id):
        return None
    card = _in_force(home_id)
    return card.token if card else _issue(home_id).token


def token_of(home_id: int, scope: Scope = MUNICIPALITY) -> str | None:
    """The token of the home's card in force; None when there is none inside the scope. Issues nothing."""
    card = _in_force(home_id)
    return card.token if card and _may_have(home_id, scope) else None


def rotate(home_id: int, scope: Scope = MUNICIPALITY) -> str | None:
    """Revoke the home's card and issue a new one: its token, or None where the home may have none by this scope."""
    revoke(home_id, scope)
    return _issue(home_id).token if _may_have(home_id, scope) else None


def revoke(home_id: int, scope: Scope = MUNICIPALITY) -> int:
    """Close every card of the home at once; how many were open. The caller commits."""
    inside = scope.people(select(Recipient.id)).where(Recipient.home_id == home_id).exists()
    cards = list(db.session.scalars(select(Card).where(Card.home_id == home_id, Card.revoked_at.is_(None), inside)))
    for card in cards:
        card.revoked_at = clock.now()
    db.session.flush()
    return len(cards)


def home_of(token: str) -> int | None:
    """The home whose card carries `token`; None for a wrong or revoked one, or a home that may have no card."""
    query = select(Card.home_id).where(Card.token_hash == token_hash(token), Card.revoked_at.is_(None))
    home_id = db.session.scalar(query)
    return home_id if home_id is not None and _may_have(home_id) else None


def token_hash(token: str) -> str:
    """The keyed hash under which a card is found."""
    return ring().look_up(KIND, token)


def _may_have(home_id: int, scope: Scope = MUNICIPALITY) -> bool:
    inside = scope.people(select(Recipient.id)).where(Recipient.home_id == home_id).exists()
    return db.session.scalar(open_homes().where(Home.id == home_id, inside)) is not None


def _in_force(home_id: int) -> Card | None:
    query = select(Card).where(Card.home_id == home_id, Card.revoked_at.is_(None)).order_by(Card.id.desc()).limit(1)
    return db.session.scalar(query)


def _issue(home_id: int) -> Card:
    token = new_token()
    card = Card(home_id=home_id, token_hash=token_hash(token), token=token, issued_at=clock.now())
    db.session.add(card)
    db.session.flush()
    return card
