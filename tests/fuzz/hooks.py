"""Sends Twilio's hooks anything at all, signed or not: never a fault of ours, never a door opened."""

from __future__ import annotations

import time
from typing import Any

from flask import Flask
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from backend.access.counting import COUNTS
from tests.fake_twilio import ACCOUNT
from tests.fake_twilio.callbacks import PUBLIC, signature
from tests.people import Client

NAMES = (
    "MessageSid", "CallSid", "SmsSid", "MessageStatus", "CallStatus", "ErrorCode", "Digits", "From", "To", "Body",
    "OptOutType", "AccountSid", "Direction",
)  # fmt: skip
HINTS = (
    "SM" + "0" * 32, "CA" + "f" * 32, "delivered", "completed", "sent", "STOPP", "FEL", "+46701740605", "1", "#",
    ACCOUNT, "30003", "9" * 400, "\x00", "١٢", "\U0001f600", "in-progress",
)  # fmt: skip
words = st.sampled_from(HINTS) | st.text(st.characters(codec="utf-8"), max_size=40)
forms = st.dictionaries(st.sampled_from(NAMES) | st.text(st.characters(codec="utf-8"), max_size=12), words, max_size=8)
queries = st.sampled_from([
    "", "?message=1", "?message=1&step=choices", "?message=1&step=unit", "?step=pin", "?message=0", "?message=%00",
    "?message=99999999999999999999", "?bodySHA256=x", "?message=1&message=2", "?%ff=%fe", "?" + "a=1&" * 50,
])  # fmt: skip
hooks = st.sampled_from(["status", "sms", "voice"])
kinds = st.sampled_from([
    "application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x",
    "text/plain; charset=utf-7", "", "é",
])  # fmt: skip


def go_on(app: Flask, seconds: float, first_seed: int) -> int:
    """Both kinds by turns, for `seconds`: how many were sent. Raises AssertionError, or what the service raised."""
    ends, turn = time.monotonic() + seconds, first_seed
    while time.monotonic() < ends:
        signed(app, turn, AT_ONCE)
        unsigned(app, turn, AT_ONCE)
        turn += 1
    return (turn - first_seed) * 2 * AT_ONCE


AT_ONCE = 500


def signed(app: Flask, chance: int, examples: int) -> None:
    """What Twilio signs, whatever it says: taken, or refused as another account's."""

    @seed(chance)
    @settings(max_examples=examples, deadline=None, database=None)
    @given(hook=hooks, query=queries, form=forms, own=st.booleans())
    def sent(hook: str, query: str, form: dict[str, str], own: bool) -> None:
        forget_counts(app)
        path = f"/hooks/twilio/{hook}{query}"
        form = {**form, "AccountSid": ACCOUNT} if own else form
        headers = {"X-Twilio-Signature": signature(PUBLIC + path, form)}
        answer = Client(app).post(path, data=form, headers=headers)
        assert answer.status_code in (200, 204, 403), answer.status_code

    sent()


def unsigned(app: Flask, chance: int, examples: int) -> None:
    """What anybody sends: refused."""

    @seed(chance)
    @settings(max_examples=examples, deadline=None, database=None)
    @given(hook=hooks, query=queries, body=st.binary(max_size=200), kind=kinds,
           said=st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=40))  # fmt: skip
    def sent(hook: str, query: str, body: bytes, kind: str, said: str) -> None:
        forget_counts(app)
        more: dict[str, Any] = {"content_type": kind, "headers": {"X-Twilio-Signature": said}}
        answer = Client(app).post(f"/hooks/twilio/{hook}{query}", data=body, **more)
        assert answer.status_code == 403, answer.status_code

    sent()


def forget_counts(app: Flask) -> None:
    """No limit stands in the way."""
    with app.extensions["limit_counts"]._connected() as connection:
        connection.execute(delete(COUNTS))
