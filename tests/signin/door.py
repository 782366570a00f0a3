"""What the tests of the doors share: somebody with an account, and what the trail and the sessions say."""

from __future__ import annotations

from sqlalchemy import select

from backend.access.signin import create_user
from schema.db import db
from schema.tables import SignIn, Trail, User
from tests.people import PASSWORD, Client, code_of

WHO = "chef@example.se"


def account(role: str = "manager", email: str = WHO, name: str = "Maria Ek") -> User:
    """An account without a second factor."""
    user = create_user(email, name, PASSWORD, role, [None])
    db.session.commit()
    return user


def password(client: Client, email: str = WHO, typed: str = PASSWORD, page: str = "/logga-in"):
    """Show a password; the answer."""
    return client.submit(page, {"email": email, "password": typed})


def code(client: Client, typed: str | None = None, email: str = WHO):
    """Show a code, the right one unless said; the answer."""
    return client.submit("/logga-in/kod", {"code": code_of(email) if typed is None else typed})


def trail(action: str | None = None) -> list[str | None]:
    """The reasons in the trail, in order."""
    db.session.expire_all()
    query = select(Trail).where(Trail.action == action) if action else select(Trail)
    found = [row.reason for row in db.session.scalars(query.order_by(Trail.id))]
    db.session.commit()  # SQLite has one writer, and a real browser's server may be it
    return found


def refusals() -> list[str | None]:
    """The reasons of what was refused, in order."""
    return trail("refused")


def rows() -> list[SignIn]:
    """The sessions, in order."""
    db.session.expire_all()
    found = list(db.session.scalars(select(SignIn).order_by(SignIn.id)))
    for row in found:
        db.session.expunge(row)
    db.session.commit()
    return found


def copied(client: Client) -> Client:
    """Another browser with a copy of this one's cookie."""
    other = Client(client.application)
    cookie = client.get_cookie("session")
    assert cookie is not None
    other.set_cookie("session", cookie.value)
    return other
