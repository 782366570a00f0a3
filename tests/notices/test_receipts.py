"""Any order and repetition of receipts ends in the same state: of a message that was sent, or is still under way."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from notifications import receipts
from notifications.receipts import SAID, Receipt
from notifications.states import State
from schema import clock
from schema.db import db
from schema.tables import Message, ReceiptRow
from tests.notices.town import at

TEXTS = sorted(word for word in SAID if word not in ("initiated", "ringing", "in-progress", "answered", "completed"))
SID = "SM" + "0a" * 16


@st.composite
def told_twice(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """The same receipts in two orders, with repetitions of their own."""
    words = draw(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=5))
    again = draw(st.lists(st.sampled_from(words), max_size=3))
    return draw(st.permutations(words)), draw(st.permutations(words + again))


def end_of(state: State, words: Sequence[str]) -> tuple[str, str | None, bool]:
    """Where a message that is in a state comes by receipts: its state, its sid, whether words are still kept."""
    now = at(7)
    message = Message(
        kind="code", channel="sms", number="+46701740605", number_hash="h", language="sv", body="Din kod är 1",
        state=state, created_at=now, due_at=now, expires_at=at(8), claimed_at=now, attempts=1,
        sid=SID if state is State.SENT else None,
    )  # fmt: skip
    db.session.add(message)
    db.session.flush()
    for word in words:
        receipts.receive(Receipt(SID, word, None, message.id))
    db.session.expire_all()
    found = (message.state, message.sid, message.body is not None)
    assert len(db.session.scalars(select(ReceiptRow.id)).all()) == len(words), "each is kept as it came"
    db.session.rollback()
    return found


@given(told_twice(), st.sampled_from([State.SENDING, State.UNKNOWN, State.QUEUED, State.SENT]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_and_repetition_ends_in_the_same_state(
    app: Flask, told: tuple[list[str], list[str]], state: State
) -> None:  # fmt: skip
    one, other = told
    with clock.standing_at(at(7)):
        assert end_of(state, one) == end_of(state, other)
