"""An app that sends through the fake Twilio, and Twilio as it comes back to us."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from notifications import letters
from schema import clock
from schema.db import db
from schema.tables import Message
from tests.fake_twilio import ACCOUNT, TOKEN, FakeTwilio
from tests.fake_twilio.callbacks import Handset
from tests.notices.conftest import fake_twilio, letterbox, live
from tests.notices.town import Town, number
from tests.people import Client


@pytest.fixture
def twilio(live: Flask) -> Client:
    """Twilio's own client towards us."""
    return Client(live)


@pytest.fixture
def live_sqlite(make_app: Callable[..., Flask]) -> Flask:
    """An app that has an account at Twilio, on SQLite, and calls nobody."""
    return make_app(twilio_account_sid=ACCOUNT, twilio_auth_token=TOKEN)


@pytest.fixture
def town(live: Flask) -> Town:
    """A town on each database."""
    return Town()


@pytest.fixture
def send(live: Flask) -> Callable[..., Message]:
    """`send("call", code="123456")` → the message of a code that was handed over just now."""

    def sent(way: str = "sms", code: str = "123456", language: str = "sv", **more: Any) -> Message:
        letters.send_code(
            live.extensions["settings"], way=way, to=more.pop("to", number(5)), code=code, language=language,
            expires_at=clock.now() + timedelta(minutes=10), **more,
        )  # fmt: skip
        db.session.commit()
        jobs.once("deliver", None)
        return newest()

    return sent


@pytest.fixture
def ring(send: Callable[..., Message], twilio: Client, fake_twilio: FakeTwilio) -> Callable[..., Handset]:
    """`ring(code="123456")` → the telephone that rings with it."""

    def rung(**more: Any) -> Handset:
        send("call", **more)
        return Handset(twilio, fake_twilio)

    return rung


def newest() -> Message:
    """The newest message as it stands."""
    db.session.expire_all()
    message = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert message is not None
    return message


__all__ = ["fake_twilio", "letterbox", "live"]
