"""The hooks, sent anything for a while, signed by Twilio's secret or not: no fault of ours, nothing moved unsigned."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select

from schema.db import Base, db
from tests.fake_twilio import ACCOUNT
from tests.fake_twilio.callbacks import PUBLIC, signature
from tests.fuzz.run import highest_mb
from tests.notices.town import Town, number
from tests.people import Client
from tests.scope.fuzz import NoLimits

NAMES = (
    "MessageSid", "CallSid", "MessageStatus", "CallStatus", "ErrorCode", "Digits", "From", "To", "Body", "OptOutType",
    "AccountSid", "Direction", "X",
)  # fmt: skip
WORDS = (
    "SM" + "0" * 32, "CA" + "f" * 32, "delivered", "completed", "undelivered", "in-progress", "STOPP", "FEL", number(5),
    number(6), "1", "#", "30003", "9" * 400, "\0", "١٢", "\U0001f600", "", "x" * 5_000, "\ud800", "%00", "'--",
)  # fmt: skip
QUERIES = (
    "", "?message=1", "?message=2", "?message=99999999999999999999", "?message=%00", "?bodySHA256=x", "?%ff=%fe",
    "?" + "a=1&" * 200, "?message=1&message=2",
)  # fmt: skip
KINDS = ("application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x", "text/plain", "")
UNMOVED = ("message", "recipient", "relative", "withdrawal", "task")
"""Tables that nobody moves without a signature."""


@dataclass
class Told:
    """What a run saw."""

    requests: int = 0
    signed: int = 0
    highest_mb: float = 0


def go_on(app: Flask, seconds: float, seed: int) -> Told:
    """Send for `seconds`, from a seed. Raises AssertionError, naming the request."""
    chance, told = random.Random(seed), Told()
    app.extensions["limits"] = NoLimits()
    with app.app_context():
        town = Town()
        for place in (5, 6):
            town.willing(f"R{place}", number(place), "services")
        db.session.commit()
        client, before, ends = Client(app), _standing(), time.monotonic() + seconds
        while time.monotonic() < ends:
            path = f"/hooks/twilio/{chance.choice(('status', 'sms', 'voice'))}{chance.choice(QUERIES)}"
            is_signed = chance.random() < 0.5
            asked = _signed(chance, path) if is_signed else _unsigned(chance)
            answer = client.post(path, **asked)
            allowed = (200, 204, 403) if is_signed else (403, 413)
            assert answer.status_code in allowed, (seed, told.requests, path, asked, answer.status_code)
            told.requests, told.signed = told.requests + 1, told.signed + is_signed
            if is_signed:
                before = _standing()
            else:
                assert _standing() == before, (seed, told.requests, path, asked)
    told.highest_mb = highest_mb()
    return told


def _signed(chance: random.Random, path: str) -> dict[str, Any]:
    form = {chance.choice(NAMES): _word(chance) for _ in range(chance.randrange(8))} | {"AccountSid": ACCOUNT}
    return {"data": form, "headers": {"X-Twilio-Signature": signature(PUBLIC + path, form)}}


def _unsigned(chance: random.Random) -> dict[str, Any]:
    body = chance.randbytes(chance.choice((0, 1, 200, 70_000)))
    header = chance.randbytes(20).decode("latin-1").translate({10: None, 13: None})
    return {"data": body, "content_type": chance.choice(KINDS), "headers": {"X-Twilio-Signature": header}}


def _word(chance: random.Random) -> str:
    word = chance.choice(WORDS)
    if chance.random() < 0.3:
        word = "".join(map(chr, (chance.randrange(0x2FFFF) for _ in range(chance.randrange(30)))))
    return word.encode("utf-8", "replace").decode("utf-8")


def _standing() -> dict[str, list[str]]:
    tables = (Base.metadata.tables[name] for name in UNMOVED)
    found = {table.name: sorted(map(repr, db.session.execute(select(table)).all())) for table in tables}
    db.session.rollback()
    return found
