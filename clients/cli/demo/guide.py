"""What a visitor of the demonstration is told: whom to sign in as, and which cards to open."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from backend.access import demonstration
from backend.cards import issue
from clients.cli.demo.signins import PASSWORD, SIGN_INS

CARDS = (
    ("b1", "Ett par i samma hem, med besök just nu"),
    ("b5", "Finskspråkig omsorgstagare"),
    ("b50", "Omsorgstagare hos Lindgården"),
    ("b44", "Omsorgstagare långt ut på landet"),
)


@dataclass(frozen=True)
class Entry:
    """One line of the guide: what it is, where it is, and the sign-in if it needs one."""

    says: str
    address: str
    email: str | None = None


@dataclass(frozen=True)
class Guide:
    """The demonstration's cards and sign-ins."""

    cards: tuple[Entry, ...]
    sign_ins: tuple[Entry, ...]
    password: str


def guide() -> Guide | None:
    """The guide, where this database is a demonstration; None elsewhere."""
    if demonstration.anchor() is None:
        return None
    homes = demonstration.homes()
    tokens = [(issue.token_of(homes[who]), says) for who, says in CARDS]
    cards = tuple(Entry(says, f"/k/{token}") for token, says in tokens if token)
    return Guide(cards, tuple(Entry(one.says, one.address, one.email) for one in SIGN_INS), PASSWORD)


def text() -> str:
    """The guide as `make run` prints it."""
    here = current_app.extensions["settings"].public_url
    told = guide()
    if told is None:
        return f"Vem kommer: {here}"
    lines = [f"\nVem kommer is running: {here}\n", "Cards (open them on a phone too):"]
    lines += [f"  {here}{card.address}  {card.says}" for card in told.cards]
    lines += [f"\nSign in at {here}/logga-in with the password {told.password}:"]
    lines += [f"  {one.email:<32}{one.says}  {here}{one.address}" for one in told.sign_ins]
    return "\n".join([*lines, "\nCtrl-C ends it."])
