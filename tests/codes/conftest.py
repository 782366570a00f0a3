"""Somebody's browser that asks for codes, and what the outbox has for her."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend.devices import codes
from schema.db import db
from schema.tables import Message
from tests.notices.conftest import fake_twilio, live
from tests.notices.town import Town

ADDRESS = "192.0.2.7"
Asking = Callable[..., Any]


@pytest.fixture
def town(any_app: Flask) -> Town:
    """A town on each database."""
    return Town()


@pytest.fixture
def ask(any_app: Flask) -> Asking:
    """`ask("pair", to=number, …)` → ticket; committed."""

    def asked(purpose: str = "pair", *, way: str = "sms", address: str = ADDRESS, **more: Any) -> str:
        with any_app.test_request_context("/", method="POST", environ_base={"REMOTE_ADDR": address}):
            ticket = codes.ask(purpose, way=way, **{"asked_for": more.get("to"), **more})
            any_app.process_response(any_app.response_class(status=200))
        return ticket

    return asked


@pytest.fixture
def redeem(any_app: Flask) -> Asking:
    """`redeem("pair", ticket, code)` → the row's id, or None; the answer to a wrong one is an error (422)."""

    def tried(purpose: str, ticket: str | None, code: str, address: str = ADDRESS) -> int | None:
        with any_app.test_request_context("/", method="POST", environ_base={"REMOTE_ADDR": address}):
            found = codes.redeem(purpose, ticket, code)
            id_ = found.id if found else None
            any_app.process_response(any_app.response_class(status=200 if found else 422))
        return id_

    return tried


def sent_code() -> str:
    """The code in the newest message that waits, as the one who gets it reads it."""
    db.session.expire_all()
    message = db.session.scalars(select(Message).where(Message.kind == "code").order_by(Message.id.desc())).first()
    assert message is not None
    assert message.body is not None
    digits = [part.strip(".") for part in message.body.split() if part.strip(".").isdigit()]
    return next(part for part in digits if len(part) == codes.DIGITS)


def other_than(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 10**codes.DIGITS:0{codes.DIGITS}}"


__all__ = ["fake_twilio", "live"]
