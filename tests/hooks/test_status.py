"""Receipts move a message only forward, in any order, however often they come."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable

import pytest

from backend import jobs
from notifications import drafts, outbox
from notifications.drafts import Draft
from notifications.outbox import Settlement
from notifications.states import State
from schema import clock
from schema.db import db
from schema.tables import Message
from tests.fake_twilio import FakeTwilio
from tests.fake_twilio.callbacks import tell
from tests.hooks.conftest import newest
from tests.notices.town import Town, at, number
from tests.people import Client

Send = Callable[..., Message]
STATUS = "/hooks/twilio/status"


def receipt(client: Client, sid: str, status: str, where: str = STATUS, **more: str) -> int:
    return tell(client, where, {"MessageSid": sid, "SmsSid": sid, "MessageStatus": status, **more}).status_code


@pytest.mark.parametrize("order", list(itertools.permutations(["sent", "delivered", "queued"])))
def test_in_any_order(send: Send, twilio: Client, order: tuple[str, ...]) -> None:
    sid = send().sid or ""
    for status in order:
        assert receipt(twilio, sid, status) == 204
    assert newest().state == "delivered"


def test_told_twice_or_backwards_it_changes_nothing(send: Send, twilio: Client) -> None:
    sid = send().sid or ""
    receipt(twilio, sid, "delivered")
    first = (newest().state, newest().settled_at)
    for status in ("delivered", "sent", "undelivered", "failed", "queued"):
        assert receipt(twilio, sid, status) == 204
    assert (newest().state, newest().settled_at) == first


@pytest.mark.parametrize(
    ("status", "error", "reason"),
    [("undelivered", "30003", "30003"), ("failed", "21610", "opted_out_21610"), ("failed", "", "failed"),
     ("undelivered", "'; DROP", "undelivered"), ("undelivered", "0", "undelivered"), ("canceled", "", "canceled")],
)  # fmt: skip
def test_what_did_not_arrive_says_why(send: Send, twilio: Client, status: str, error: str, reason: str) -> None:
    receipt(twilio, send().sid or "", status, ErrorCode=error)
    assert (newest().state, newest().reason) == ("undelivered", reason)


def test_the_address_that_we_give_twilio_leads_here(send: Send, twilio: Client, fake_twilio: FakeTwilio) -> None:
    sid = send().sid or ""
    assert receipt(twilio, sid, "delivered", fake_twilio.requests[-1].form["StatusCallback"]) == 204
    assert newest().state == "delivered"


def test_a_receipt_before_the_answer_settles_what_is_under_way(live: object, town: Town, twilio: Client) -> None:
    with clock.standing_at(at(7)):
        drafts.write([Draft("a", "morning", town.north.id, number(5), "h", "sv", "Hej", at(12))])
        (claimed,) = outbox.claim(1)
        db.session.commit()
        sid = "SM" + "a" * 32
        assert receipt(twilio, sid, "sent", f"{STATUS}?message={claimed.id}") == 204
        assert (newest().state, newest().sid, newest().channel, newest().body) == ("sent", sid, "twilio_sms", "Hej")
        assert receipt(twilio, "SM" + "b" * 32, "delivered", f"{STATUS}?message={claimed.id}") == 204
        assert (newest().state, newest().sid) == ("sent", sid), "somebody else's sid is not its"
        assert not outbox.settle(claimed.id, claimed.attempts, Settlement(State.UNKNOWN, reason="late"))


def test_a_message_that_waits_is_not_sent_by_a_receipt(live: object, town: Town, twilio: Client) -> None:
    with clock.standing_at(at(7)):
        drafts.write([Draft("a", "morning", town.north.id, number(5), "h", "sv", "Hej", at(12))])
        db.session.commit()
        receipt(twilio, "SM" + "a" * 32, "delivered", f"{STATUS}?message={newest().id}")
    assert (newest().state, newest().sid) == ("queued", None)


@pytest.mark.parametrize(
    ("sid", "status"),
    [("SM" + "0" * 32, "delivered"), ("", ""), ("SM1", "sent"), ("SM" + "0" * 32, "dancing"), ("x" * 9999, "sent")],
)
def test_what_is_not_ours_is_answered_and_logged_without_its_values(
    live: object, twilio: Client, caplog: pytest.LogCaptureFixture, sid: str, status: str
) -> None:
    with caplog.at_level(logging.INFO, logger="notifications"):
        assert receipt(twilio, sid, status, To=number(5)) == 204
    assert "receipt" in caplog.text
    assert not [text for text in (sid, status, number(5)) if text and text in caplog.text]


def test_a_code_is_not_kept_once_it_was_handed_over(send: Send) -> None:
    message = send(code="407215")
    assert (message.state, message.body, message.kind) == ("sent", None, "code")


def test_delivery_goes_on_after_a_receipt(send: Send, twilio: Client, town: Town) -> None:
    receipt(twilio, send().sid or "", "delivered")
    assert jobs.once("deliver", None) == {}
