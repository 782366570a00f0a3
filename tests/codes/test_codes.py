"""Wrong, expired, reused, other person's, other browser's: each gets one answer, and a row in the trail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import TooManyRequests

from backend.devices import codes
from schema import clock
from schema.db import db
from schema.tables import Code, Message, Trail
from tests.codes.conftest import Asking, other_than, sent_code
from tests.notices.town import Town, number


def refusals() -> list[str | None]:
    return [row.reason for row in db.session.scalars(select(Trail).where(Trail.action == "refused").order_by(Trail.id))]


def test_the_right_code_opens_once(town: Town, ask: Asking, redeem: Asking) -> None:
    elsa = town.recipient("Elsa", number(5))
    ticket = ask("pair", to=number(5), recipient_id=elsa.id, unit_id=town.north.id)
    code = sent_code()
    id_ = redeem("pair", ticket, f" {code[:3]} {code[3:]} ")
    assert id_
    row = db.session.get_one(Code, id_)
    assert (row.recipient_id, row.way, row.purpose, bool(row.used_at)) == (elsa.id, "sms", "pair", True)
    assert redeem("pair", ticket, code) is None
    assert refusals() == ["code_used"]


def test_the_trail_tells_of_the_ask_and_of_each_refusal(town: Town, ask: Asking, redeem: Asking) -> None:
    elsa = town.recipient("Elsa", number(5))
    ticket = ask("pair", to=number(5), recipient_id=elsa.id)
    redeem("pair", ticket, other_than(sent_code()))
    rows = db.session.scalars(select(Trail).order_by(Trail.id)).all()
    assert [(row.action, row.reason, row.recipient_id, row.address) for row in rows] == [
        ("change", "code_asked:pair:sms", elsa.id, "192.0.2.7"), ("refused", "code_wrong", elsa.id, "192.0.2.7"),
    ]  # fmt: skip


def test_a_wrong_code_opens_nothing_and_five_end_it(town: Town, ask: Asking, redeem: Asking) -> None:
    elsa = town.recipient("Elsa", number(5))
    ticket = ask("pair", to=number(5), recipient_id=elsa.id)
    code = sent_code()
    for _ in range(codes.MOST_WRONG):
        assert redeem("pair", ticket, other_than(code)) is None
    with pytest.raises(TooManyRequests):
        redeem("pair", ticket, code)
    with time_machine.travel(clock.now() + timedelta(minutes=9), tick=True):
        clear_counts()
        assert redeem("pair", ticket, code) is None, "the fifth wrong one ended it, whatever the limits say"
    assert refusals()[:5] == ["code_wrong"] * 5
    assert refusals()[-1] == "code_locked"


def clear_counts() -> None:
    from flask import current_app
    from sqlalchemy import delete

    from backend.access.counting import COUNTS

    with current_app.extensions["limit_counts"]._connected() as connection:
        connection.execute(delete(COUNTS))


def test_a_code_expires(town: Town, ask: Asking, redeem: Asking) -> None:
    elsa = town.recipient("Elsa", number(5))
    ticket = ask("pair", to=number(5), recipient_id=elsa.id)
    code = sent_code()
    with time_machine.travel(clock.now() + codes.LASTS, tick=True):
        assert redeem("pair", ticket, code) is None
    assert refusals() == ["code_expired"]


def test_a_code_opens_in_no_other_browser_and_for_no_other_purpose(town: Town, ask: Asking, redeem: Asking) -> None:
    elsa, signe = town.recipient("Elsa", number(5)), town.recipient("Signe", number(6))
    hers = ask("pair", to=number(5), recipient_id=elsa.id)
    code = sent_code()
    others = ask("pair", to=number(6), recipient_id=signe.id, address="192.0.2.8")
    assert redeem("pair", others, code) is None, "other person's"
    assert redeem("pair", None, code) is None, "no ticket"
    assert redeem("pair", "", code) is None
    assert redeem("pair", "x" * 500, code) is None, "forged"
    assert redeem("verify", hers, code) is None, "other purpose"
    assert refusals() == ["code_wrong", "code_unknown", "code_unknown", "code_unknown", "code_unknown"]
    assert redeem("pair", hers, code)


def test_what_is_typed_may_be_anything(town: Town, ask: Asking, redeem: Asking) -> None:
    elsa = town.recipient("Elsa", number(5))
    ticket = ask("pair", to=number(5), recipient_id=elsa.id)
    for typed in ("", "\x00", "١٢٣٤٥٦", "1" * 100_000):
        assert redeem("pair", ticket, typed) is None
    assert redeem("pair", ticket, "".join(f"{sign} - " for sign in sent_code())[:30])


def test_a_used_code_ends_the_others_that_were_sent(town: Town, ask: Asking, redeem: Asking) -> None:
    elsa = town.recipient("Elsa", number(5))
    first = ask("pair", to=number(5), recipient_id=elsa.id)
    early = sent_code()
    second = ask("pair", to=number(5), recipient_id=elsa.id)
    assert redeem("pair", second, sent_code())
    assert redeem("pair", first, early) is None
    assert refusals() == ["code_expired"]


def test_a_changed_number_ends_what_was_sent_to_it(town: Town, ask: Asking, redeem: Asking) -> None:
    elsa = town.recipient("Elsa", number(5))
    ticket = ask("pair", to=number(5), recipient_id=elsa.id)
    code = sent_code()
    elsa.phone = number(6)
    db.session.commit()
    assert redeem("pair", ticket, code) is None
    assert elsa.phone_verified_at is None


@pytest.mark.parametrize(("way", "column"), [("sms", "phone_verified_at"), ("call", "landline_verified_at")])
def test_what_came_back_verifies_its_number(town: Town, ask: Asking, redeem: Asking, way: str, column: str) -> None:
    elsa = town.recipient("Elsa", number(5), landline=number(6))
    ticket = ask("verify", way=way, to=number(5 if way == "sms" else 6), recipient_id=elsa.id)
    assert redeem("verify", ticket, sent_code())
    verified = {name for name in ("phone_verified_at", "landline_verified_at") if getattr(elsa, name)}
    assert verified == {column}


def test_a_relatives_address_is_verified_however_its_letters_are_written(
    town: Town, ask: Asking, redeem: Asking
) -> None:
    elsa = town.recipient("Elsa", number(5))
    anna = town.relative(elsa, number(6), email="Anna@Example.se")
    ticket = ask("relative", way="email", to="anna@example.se", relative_id=anna.id)
    message = db.session.scalars(select(Message)).one()
    assert (message.channel, message.relative_id, message.recipient_id) == ("email", anna.id, None)
    assert redeem("relative", ticket, sent_code())
    assert (bool(anna.email_verified_at), anna.phone_verified_at) == (True, None)


def test_nobody_gets_the_same_answer_and_nothing_is_sent(town: Town, ask: Asking, redeem: Asking) -> None:
    ticket = ask("pair", to=None, asked_for=number(9))
    assert len(ticket) == len(ask("pair", to=number(5), recipient_id=town.recipient("Elsa", number(5)).id))
    assert [message.number for message in db.session.scalars(select(Message))] == [number(5)]
    assert redeem("pair", ticket, "123456") is None
    assert refusals() == ["code_wrong"]


def test_nobodys_code_opens_nothing_though_it_is_guessed(
    town: Town, ask: Asking, redeem: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "_digits", lambda _count: "123456")
    assert redeem("pair", ask("pair", to=None, asked_for="x"), "123456") is None


def test_too_many_asks_are_refused_alike_for_somebody_and_for_nobody(town: Town, ask: Asking) -> None:
    elsa = town.recipient("Elsa", number(5))
    for asked in ({"to": number(5), "recipient_id": elsa.id}, {"to": None, "asked_for": number(9)}):
        for place in range(4):
            ask("pair", address=f"192.0.2.{place}", **asked)
        with pytest.raises(TooManyRequests) as refused:
            ask("pair", address="192.0.2.9", **asked)
        assert refused.value.retry_after
    assert len(db.session.scalars(select(Message)).all()) == 4


def test_one_number_is_not_written_to_through_many_cards(town: Town, ask: Asking) -> None:
    for place in range(4):
        elsa = town.recipient(f"E{place}", number(5))
        ask("pair", to=number(5), asked_for=f"card {place}", recipient_id=elsa.id, address=f"192.0.2.{place}")
    with pytest.raises(TooManyRequests):
        ask("pair", to=number(5), asked_for="card 9", recipient_id=elsa.id)


def test_one_address_does_not_ask_for_everybody(town: Town, ask: Asking) -> None:
    for place in range(20):
        ask("pair", to=None, asked_for=f"number {place}")
    with pytest.raises(TooManyRequests):
        ask("pair", to=None, asked_for="one more")


def test_on_paper_eight_digits_once(any_app: Flask, staff: Any) -> None:
    user = staff("manager").user
    first = codes.on_paper("start_pin", user_id=user.id, made_by_user_id=user.id)
    second = codes.on_paper("start_pin", user_id=user.id, made_by_user_id=user.id)
    assert (len(first), len(second)) == (8, 8)
    db.session.commit()
    with any_app.test_request_context("/", environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        assert codes.redeem_paper("start_pin", user.id, first) is None, "a newer one ends it"
        assert codes.redeem_paper("start_pin", user.id + 1, second) is None, "somebody else's"
        assert codes.redeem_paper("start_pin", user.id, second)
        assert codes.redeem_paper("start_pin", user.id, second) is None


def test_nothing_stored_gives_a_code_away(town: Town, ask: Asking) -> None:
    elsa = town.recipient("Elsa", number(5))
    ticket = ask("pair", to=number(5), recipient_id=elsa.id)
    code, row = sent_code(), db.session.scalars(select(Code)).one()
    raw = [str(cell) for table in ("code", "message", "trail") for cell in _raw(table)]
    assert not [cell for cell in raw if code in cell or ticket in cell or number(5) in cell]
    from schema.keyring import ring

    every = {ring().look_up("code", f"{key}\0{code}") for key in ("", str(row.id), row.ticket_hash, number(5))}
    assert row.code_hash not in every, "the ticket that only the browser has is part of it"


def _raw(table: str) -> list[Any]:
    from sqlalchemy import text

    rows = db.session.execute(text(f"SELECT * FROM {table}")).mappings()
    return [value for row in rows for name, value in row.items() if name not in ("id", "made_at", "created_at")
            and not str(name).endswith(("_at", "hash", "digest", "salt"))]  # fmt: skip
