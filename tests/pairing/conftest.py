from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from schema import clock
from schema.db import db
from schema.reach import hashed_address, hashed_number
from schema.tables import Message, Relative
from tests.card.conftest import words
from tests.card.world import DAY, World, add, at
from tests.people import Client

PHONE, HIS_PHONE, KIN_PHONE, KIN_EMAIL = "+46701740605", "+46701740606", "+46701740690", "anna@example.se"
OLD = timedelta(days=40)


class Homes(World):
    """The small day, with numbers and relatives as an import of long ago would leave them."""

    def __init__(self) -> None:
        super().__init__()
        self.give_number(self.person, PHONE)

    def give_number(self, person, number, since=None, verified=True) -> None:
        """A number that has been hers for long, verified, unless told otherwise."""
        person.phone, person.phone_hash = number, hashed_number(number)
        person.phone_since_at = since or clock.now() - OLD
        person.phone_verified_at = (since or clock.now() - OLD) if verified else None
        db.session.flush()

    def relative(self, outside_id="anna", person=None, **more) -> Relative:
        """A relative with both consents, unless told otherwise."""
        given = DAY - timedelta(days=30)
        fields = {
            "name": "Anna Anhörig", "relation": "dotter", "phone": KIN_PHONE, "email": KIN_EMAIL, "language": "sv",
            "secrecy_consent_on": given, "data_consent_on": given, "consent_basis": "self", "consent_until": None,
            "may_see": "services", "notices": "none", "reach_since_at": clock.now() - OLD,
            "phone_verified_at": clock.now() - OLD, "email_verified_at": clock.now() - OLD, **more,
        }  # fmt: skip
        phone, email = fields["phone"], fields["email"]
        return add(
            Relative(
                source="plan", outside_id=outside_id, recipient_id=(person or self.person).id,
                phone_hash=hashed_number(phone) if phone else None,
                email_hash=hashed_address(email) if email else None, **fields,
            )
        )  # fmt: skip


@pytest.fixture
def homes(app: Flask) -> Homes:
    """The small day on SQLite."""
    with clock.standing_at(at(6)):
        return Homes()


@pytest.fixture
def any_homes(any_app: Flask) -> Homes:
    """The small day on each database."""
    with clock.standing_at(at(6)):
        return Homes()


def last_code(number: str | None = None) -> str:
    """The code of the newest message to a number or address."""
    query = db.session.query(Message).filter_by(kind="code").order_by(Message.id.desc())
    body = next(one.body for one in query if number in (None, one.number))
    found = re.search(r"\b(\d{6})\b", body or "")
    assert found, body
    return found[1]


def choose(client: Client, token: str, which: int = 0):
    """Ask for a code from the card's page, to the number at a place."""
    page = client.get(f"/k/{token}/enhet")
    keys = re.findall(r'name="number" value="(\w+)"', page.text)
    return client.submit(f"/k/{token}/enhet", {"number": keys[which]})


def pair(client: Client, token: str, which: int = 0, number: str | None = None) -> None:
    """Pair the client's browser by a code."""
    asked = choose(client, token, which)
    assert (asked.status_code, asked.location) == (303, f"/k/{token}/enhet/kod"), asked.text
    done = client.submit(f"/k/{token}/enhet/kod", {"code": last_code(number)})
    assert (done.status_code, done.location) == (303, "/mitt"), done.text


def enter(client: Client, reach: str = KIN_PHONE):
    """A relative signs in by a code to a number or address; the answer to the code."""
    asked = client.submit("/anhorig/logga-in", {"reach": reach})
    assert (asked.status_code, asked.location) == (303, "/anhorig/kod"), asked.text
    return client.submit("/anhorig/kod", {"code": last_code(reach)})


__all__ = ["choose", "enter", "last_code", "pair", "words"]
