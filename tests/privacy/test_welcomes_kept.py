"""That a number was welcomed and let it stand is remembered while somebody has it; its words and number are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from backend.privacy import retention
from backend.telling import confirmed
from schema import clock
from schema.db import db
from schema.reach import hashed_number
from schema.tables import Message, Recipient
from tests.notices.town import Town, number
from tests.privacy.world import id_of, today


def test_a_welcome_is_remembered_and_says_nothing(any_app: Flask, tmp_path: Path) -> None:
    today(tmp_path)
    ago, elsa = clock.now() - timedelta(days=200), db.session.get_one(Recipient, id_of(Recipient, "elsa"))
    elsa.phone, elsa.phone_hash, elsa.phone_confirmed_on = number(5), hashed_number(number(5)), None
    elsa.phone_since_at = ago - timedelta(days=1)
    for place, kind in ((5, "welcome"), (95, "welcome"), (5, "morning")):
        db.session.add(Message(kind=kind, channel="twilio_sms", number=number(place), state="delivered",
                               sid=f"SM{place}", number_hash=hashed_number(number(place)), language="sv",
                               body="Välkommen",
                               created_at=ago, due_at=ago, expires_at=ago))  # fmt: skip
    db.session.commit()
    retention.run()
    db.session.expire_all()
    kept = db.session.scalars(select(Message).order_by(Message.id)).all()
    assert [one.number_hash != "" for one in kept] == [True, False, False], "hers, nobody's, a list"
    assert {(one.number, one.body, one.sid) for one in kept} == {("", None, None)}
    assert confirmed.standing([elsa.phone_hash or ""]).proven == {elsa.phone_hash}
    row = db.session.get_one(Recipient, elsa.id)
    row.phone_hash = row.phone = None
    db.session.commit()
    retention.run()
    db.session.expire_all()
    assert {one.number_hash for one in db.session.scalars(select(Message))} == {""}


def test_what_never_left_the_house_welcomed_nobody(any_app: Flask) -> None:
    town, yesterday = Town(), clock.now() - timedelta(days=2)
    elsa = town.recipient("Elsa", number(5), phone_since_at=yesterday - timedelta(days=1))
    db.session.add(Message(kind="welcome", channel="console", number=number(5), number_hash=elsa.phone_hash or "",
                           state="sent", language="sv", body="x", created_at=yesterday, due_at=yesterday,
                           expires_at=yesterday))  # fmt: skip
    db.session.commit()
    assert confirmed.standing([elsa.phone_hash or ""]).proven == {elsa.phone_hash}, "it is the console that is read"
    any_app.extensions["settings"] = replace(any_app.extensions["settings"], sms_mode="live")
    stands = confirmed.standing([elsa.phone_hash or ""])
    assert (stands.proven, stands.fresh) == (frozenset(), {elsa.phone_hash})
