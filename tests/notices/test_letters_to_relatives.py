"""Letters to relatives: by the same outbox through a real mail server, and ended by one press in the letter itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from backend.devices import relatives
from schema.db import db
from schema.tables import Message, NoticeWish, Relative, Trail, Withdrawal
from tests.fake_twilio import FakeTwilio
from tests.letterbox import Letterbox
from tests.notices.planned import ANNA, ELSA, Day
from tests.notices.town import at
from tests.people import Client

ADDRESS = "anna@example.se"


@pytest.fixture
def post(live: Flask, letterbox: Callable[..., tuple[Letterbox, str]]) -> Letterbox:
    """A mail server that the app sends by."""
    box, url = letterbox()
    live.extensions["settings"] = replace(live.extensions["settings"], smtp_url=url)
    return box


def changed(day: Day, hour: int) -> None:
    """The evening's visit is moved once more."""
    day.visit("v3").update(window_start=f"{hour}:00", window_end=f"{hour + 1}:00")
    day.plan(at(hour - 9))
    assert [to for to, _ in day.tick(at(hour - 9, 5))] == [ELSA]


def stop_address(letter: EmailMessage) -> str:
    found = re.search(r"http://127\.0\.0\.1(/anhorig/avsluta/\S+)", letter.get_content())
    assert found
    return found[1]


def test_a_letter_says_what_the_text_says_and_how_to_end_it(
    live: Flask, fake_twilio: FakeTwilio, tmp_path: Path, post: Letterbox
) -> None:
    day = Day(tmp_path, fake_twilio)
    day.relative("elsa", "", email=ADDRESS)
    day.begin()
    changed(day, 19)
    (letter,) = post.letters
    assert (letter["Subject"], post.to) == ("Besked från Provkommun", [ADDRESS])
    assert letter.get_content().replace("\r\n", "\n").split("\n\n")[0] == (
        "Provkommun: Ändrat i dag tisdag 24 november:\nkl 19-20 i stället för kl 18-19.30 Jonas\n"
        "Frågor? Ring 018-123 45 67"
    )
    assert "Elsa" not in letter.as_string() and "/anhorig/logga-in" not in letter.get_content()
    address, client = stop_address(letter), Client(live)
    assert ADDRESS not in address
    with time_machine.travel(at(10, 30), tick=False):
        assert "Skicka inga fler brev" in client.get(address).text
        changed(day, 20)
        assert len(post.letters) == 2, "opening the page ends nothing"
        assert "Du får inga fler brev" in client.submit(address).text
        assert client.get(address[:-3] + "abc").status_code == 404
    changed(day, 21)
    assert len(post.letters) == 2
    assert db.session.scalars(select(Relative.notices)).one() == "none"
    assert db.session.scalars(select(Withdrawal.what)).all() == ["notices"]
    rows = db.session.execute(select(Trail.role, Trail.reason).where(Trail.what.like("relative_stopping%"))).all()
    assert [tuple(row) for row in rows] == [("relative", "letter_answered:stop"), ("nobody", "letter_wrong_address")]


def test_a_relative_chooses_letters_herself_and_keeps_her_texts_for_another(
    live: Flask, fake_twilio: FakeTwilio, tmp_path: Path, post: Letterbox
) -> None:
    day = Day(tmp_path, fake_twilio)
    day.relative("elsa", ANNA, email=ADDRESS)
    day.relative("signe", ANNA, email=ADDRESS, relative_id="a22")
    day.begin()
    client = Client(live)
    with time_machine.travel(at(9), tick=False):
        for row in db.session.scalars(select(Relative)):
            row.phone_verified_at = at(7)
        ids = db.session.scalars(select(Relative.id).order_by(Relative.id)).all()
        client.set_cookie("anhorig", relatives.sign_in(ids, "sms", None), path="/anhorig")
        db.session.commit()
        elsa = db.session.get_one(Relative, ids[0]).recipient_id
        page = client.get("/anhorig/besked").text
        assert "Dina besked" in page and "a•••@example.se" in page
        assert 'href="/anhorig/besked"' in client.get("/anhorig").text
        form, here = {"notices": "changes", "way": "email"}, f"/anhorig/besked/{elsa}"
        saved = client.submit(here, form, page="/anhorig/besked")
        assert "Sparat." in client.get(saved.location).text
        assert client.submit(here, {**form, "way": "pigeon"}, page="/anhorig/besked").status_code == 422
        assert client.submit("/anhorig/besked/999", form, page="/anhorig/besked").status_code == 302
    wish = db.session.scalars(select(NoticeWish)).one()
    assert (wish.relative_id, wish.notices, wish.way, wish.recorded_by_user_id) == (ids[0], "changes", "email", None)
    changed(day, 19)
    assert post.to == [ADDRESS]
    day.visit("v5").update(window_start="13:00", window_end="14:00")
    day.plan(at(10, 10))
    assert ANNA in [to for to, _ in day.tick(at(10, 15))]
    with time_machine.travel(at(10, 30), tick=False):
        assert client.submit(stop_address(post.letters[0])).status_code == 200
    notices = dict(db.session.execute(select(Relative.id, Relative.notices)).all())
    assert notices == {ids[0]: "none", ids[1]: "changes"}, "who is told by texts still is"
    last = db.session.scalars(select(NoticeWish).order_by(NoticeWish.id.desc())).first()
    assert last and (last.notices, last.way) == ("none", "email")
    changed(day, 20)
    assert len(post.letters) == 1
    assert db.session.scalars(select(Message.id).where(Message.channel == "smtp")).all() != []
