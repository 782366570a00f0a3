"""Unsigned, wrongly signed, signed for elsewhere: one polite answer, and a row in the trail."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from schema.db import db
from schema.tables import Message, Trail
from tests.fake_twilio import ACCOUNT, TOKEN
from tests.fake_twilio.callbacks import PUBLIC, signature, tell
from tests.hooks.conftest import newest
from tests.people import Client

HOOKS = ("/hooks/twilio/status", "/hooks/twilio/sms", "/hooks/twilio/voice")
FORM = {"AccountSid": ACCOUNT, "MessageSid": "SM" + "0" * 32, "MessageStatus": "delivered"}
Send = Callable[..., Message]


def refusals() -> list[tuple[str | None, str, str | None]]:
    rows = db.session.scalars(select(Trail).where(Trail.action == "refused").order_by(Trail.id))
    return [(row.reason, row.what, row.address) for row in rows]


def signed_by(text: str) -> dict[str, str]:
    return {"X-Twilio-Signature": text}


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize(
    "headers",
    [
        {}, signed_by(""), signed_by("x"), signed_by("å" * 28), signed_by(signature(PUBLIC + "/elsewhere", FORM)),
        signed_by(signature("{hook}", {**FORM, "MessageStatus": "failed"})),
        signed_by(signature("{hook}", FORM, "another-secret")),
    ],
)  # fmt: skip
def test_what_twilio_did_not_sign_is_refused(live: Flask, twilio: Client, hook: str, headers: dict[str, str]) -> None:
    answer = twilio.post(hook, data=FORM, headers=headers)
    assert answer.status_code == 403
    assert "signat" not in answer.text.lower(), "it tells nothing"
    assert refusals() == [("hook_signature", f"hooks.{hook.rpartition('/')[2]}", "127.0.0.1")]


@pytest.mark.parametrize("hook", HOOKS)
def test_the_public_address_is_signed_and_not_what_the_request_claims(twilio: Client, hook: str) -> None:
    right = signed_by(signature(PUBLIC + hook, FORM))
    claims = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert twilio.post(hook, data=FORM, headers={**claims, **right}).status_code in (200, 204)
    theirs = signed_by(signature("https://evil.example" + hook, FORM))
    assert twilio.post(hook, data=FORM, headers={**claims, **theirs}).status_code == 403


def test_behind_https_it_is_the_https_address_that_is_signed(live: Flask, twilio: Client, send: Send) -> None:
    sid = send().sid
    live.extensions["settings"] = replace(live.extensions["settings"], public_url="https://vemkommer.example.se")
    form = {**FORM, "MessageSid": sid}
    wrong = signed_by(signature(PUBLIC + HOOKS[0], form))
    assert twilio.post(HOOKS[0], data=form, headers=wrong).status_code == 403
    right = signed_by(signature("https://vemkommer.example.se" + HOOKS[0], form))
    assert twilio.post(HOOKS[0], data=form, headers=right).status_code == 204
    assert newest().state == "delivered"


def test_a_form_that_was_changed_on_the_way_is_refused(twilio: Client, send: Send) -> None:
    form = {**FORM, "MessageSid": send().sid, "MessageStatus": "sent"}
    headers = signed_by(signature(PUBLIC + HOOKS[0], form))
    for more in ({"MessageStatus": "delivered"}, {"Extra": "1"}):
        assert twilio.post(HOOKS[0], data={**form, **more}, headers=headers).status_code == 403
    assert twilio.post(HOOKS[0] + "?message=1", data=form, headers=headers).status_code == 403
    assert newest().state == "sent"


@pytest.mark.parametrize("body", ['{"a": 1}', "", "[]", "å"])
def test_other_bodies_need_their_own_hash(live: Flask, twilio: Client, body: str) -> None:
    def post(query: str, sent: str | bytes = body) -> int:
        path = HOOKS[0] + query
        headers = {"X-Twilio-Signature": signature(PUBLIC + path, body)}
        return twilio.post(path, data=sent, headers=headers, content_type="application/json").status_code

    fits = f"?bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    assert post(fits) == 204
    assert post(fits, body + " ") == 403
    assert post("") == 403, "a signature over the address alone says nothing of the body"
    assert post("?bodySHA256=") == 403
    assert post(fits, b"\xff\xfe") == 403


def test_another_account_is_not_ours(twilio: Client, send: Send) -> None:
    answer = tell(twilio, HOOKS[0], {**FORM, "MessageSid": send().sid, "AccountSid": "AC" + "9" * 32})
    assert answer.status_code == 403


def test_without_a_secret_nobody_is_twilio(app: Flask, client: Client) -> None:
    assert (
        client.post(HOOKS[0], data=FORM, headers=signed_by(signature(PUBLIC + HOOKS[0], FORM, ""))).status_code == 403
    )


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_only_posts(live: Flask, twilio: Client, method: str) -> None:
    assert {twilio.open(hook, method=method).status_code for hook in HOOKS} == {405}


def test_too_large_a_body_is_not_read(live: Flask, twilio: Client) -> None:
    form: dict[str, Any] = {**FORM, "Body": "x" * 70_000}
    assert tell(twilio, HOOKS[1], form).status_code == 413


def test_knocking_for_ever_fills_no_trail(live: Flask, twilio: Client) -> None:
    answers = [twilio.post(HOOKS[0], data=FORM).status_code for _ in range(65)]
    assert (answers.count(403), answers.count(429)) == (60, 5)
    assert len(refusals()) == 60
    assert tell(twilio, HOOKS[0], FORM).status_code == 204, "Twilio itself is not held back by it"
    assert TOKEN
