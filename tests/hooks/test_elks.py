"""Texts that come by 46elks: by an address with a key in it; what is answered is what 46elks sends."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from notifications.channels.elks_sms import inbound_key
from schema.db import db
from schema.tables import InboundText, Trail, Withdrawal
from tests.notices.town import Town, number
from tests.people import Client

TEXT = {
    "direction": "incoming", "id": "sf8425555e5d8db61dda7a7b3f1b91bdb", "from": number(5), "to": "+46766860000",
    "created": "2026-11-22T13:57:23.741000", "message": "STOPP",
}  # fmt: skip


def post(client: Client, key: str | None = None, **more: Any) -> TestResponse:
    return client.post(f"/hooks/elks/sms/{inbound_key() if key is None else key}", data={**TEXT, **more})


def test_a_stop_is_done_at_once_and_answered_in_plain_text(town: Town, twilio: Client) -> None:
    elsa = town.willing("Elsa", number(5), "services")
    answer = post(twilio)
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.text == "Provkommun: Du får inga fler sms med besök härifrån."
    assert elsa.sms_detail == "none"
    assert post(twilio).status_code == 200, "it asks again when it got no answer"
    assert len(db.session.scalars(select(InboundText)).all()) == len(db.session.scalars(select(Withdrawal)).all()) == 1


@pytest.mark.parametrize("key", ["x", "0" * 32, "å"])
def test_who_does_not_know_the_address_is_refused(live: Flask, twilio: Client, key: str) -> None:
    assert post(twilio, key).status_code == 403
    assert db.session.scalars(select(Trail.reason)).all() == ["hook_signature"]
    assert db.session.scalars(select(InboundText)).all() == []


def test_whatever_comes_is_kept_and_two_machines_stop(town: Town, twilio: Client) -> None:
    town.recipient("Elsa", number(5))
    for place in range(8):
        answer = post(twilio, id=f"s{place}", message="å" * 2000 if place else "")
        assert (answer.status_code, bool(answer.text)) == (200, place < 5)
    assert post(twilio, **{"id": "", "from": "VemKommer", "message": "\x00"}).status_code == 200
    assert len(db.session.scalars(select(InboundText)).all()) == 9
