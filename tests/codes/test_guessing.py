"""How fast a code can be guessed, and whether asking gives away who is here: the figures of docs/security.md."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import TooManyRequests

from backend.access.limit import _ITEMS
from backend.devices import codes
from schema import clock
from schema.db import db
from schema.tables import Code
from tests.codes.conftest import Asking, other_than, sent_code
from tests.notices.town import Town, number


def test_a_number_can_be_guessed_at_sixty_times_a_day_and_no_more(
    town: Town, ask: Asking, redeem: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody with as many addresses as she likes, who asks and guesses for a whole day at one number."""
    elsa = town.recipient("Elsa", number(5))
    tries, begun = 0, clock.now()
    for hour in range(24):
        with time_machine.travel(begun + timedelta(hours=hour, seconds=hour), tick=False):
            for place in range(6):
                try:
                    ticket = ask("pair", to=number(5), recipient_id=elsa.id, address=f"192.0.{hour}.{place}")
                except TooManyRequests:
                    break
                wrong = other_than(sent_code())
                for guess in range(7):
                    try:
                        redeem("pair", ticket, wrong, address=f"198.51.{hour}.{guess}")
                    except TooManyRequests:
                        break
                tries += db.session.scalars(select(Code.wrong).order_by(Code.id.desc())).first() or 0
    assert tries == 60 == int(_ITEMS["code_asked_day"].amount) * codes.MOST_WRONG
    assert tries / 10**codes.DIGITS <= 6e-5, "a day of it opens one number in sixteen thousand"


def test_guessing_at_once_is_no_faster_than_one_by_one(town: Town, ask: Asking, any_app: Flask) -> None:
    elsa = town.recipient("Elsa", number(5))
    ticket = ask("pair", to=number(5), recipient_id=elsa.id)
    code, opened, refused = sent_code(), [], []
    db.session.commit()  # on SQLite reading, too, is a turn
    wrong = [f"{(int(code) + more) % 10**6:06}" for more in range(1, 40)]

    def guess(typed: str, place: int) -> None:
        with (
            any_app.app_context(),
            any_app.test_request_context("/", method="POST", environ_base={"REMOTE_ADDR": f"192.0.2.{place}"}),
        ):
            try:
                opened.append(codes.redeem("pair", ticket, typed))
            except TooManyRequests:
                refused.append(typed)
            any_app.process_response(any_app.response_class(status=422))

    threads = [threading.Thread(target=guess, args=(typed, place)) for place, typed in enumerate(wrong)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(opened), set(opened)) == (5, {None})
    assert len(refused) == len(wrong) - 5
    db.session.expire_all()
    assert db.session.scalars(select(Code.wrong)).one() == codes.MOST_WRONG


def test_asking_for_nobody_takes_as_long_as_asking_for_somebody(
    town: Town, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "_count_asked", lambda *_: None)
    elsa = town.recipient("Elsa", number(5))
    ratios = []
    for round_ in range(60):
        took: dict[bool, float] = {}
        for there in (True, False) if round_ % 2 else (False, True):
            more: dict[str, Any] = {"to": number(5), "recipient_id": elsa.id} if there else {"to": None}
            begun = time.thread_time()  # its own work: a machine with much else to do must not decide
            ask("pair", asked_for=number(5), **more)
            took[there] = time.thread_time() - begun
        ratios.append(took[False] / took[True])
    assert 0.6 < median(ratios[10:]) < 1.67
