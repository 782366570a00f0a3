"""The small day with relatives, signed in without the way there; feeds turned on through the page."""

from __future__ import annotations

import re

from flask import Flask

from backend.devices import devices, relatives
from clients.ui import cookies
from schema.db import db
from tests.pairing.conftest import any_homes, homes
from tests.people import Client

ONCE = re.compile(r'name="once" value="([^"]+)"')
ADDRESS = re.compile(r'value="(http[^"]*/cal/\w+\.ics)"')


def kin_of(app: Flask, *rows) -> Client:
    """A browser in which a relative is signed in."""
    client = Client(app)
    client.set_cookie(cookies.KIN, relatives.sign_in([row.id for row in rows], "sms", None), path="/anhorig")
    db.session.commit()
    return client


def own_of(app: Flask, *people, way: str = "sms") -> Client:
    """A paired device of one recipient or several."""
    client, token = Client(app), None
    for person in people:
        token = devices.pair(person.id, way, None, before=token)
    client.set_cookie(cookies.OWN, token)
    db.session.commit()
    return client


def turn_on(client: Client, page: str, detail: str = "times", once: str | None = None) -> str:
    """Turn the feed on by the form of a page; its address, from the root on."""
    once = once or ONCE.search(client.get(page).text)[1]
    answer = client.submit(page, {"once": once, "detail": detail})
    assert answer.status_code == 200, answer.text
    found = ADDRESS.search(answer.text)
    assert found, answer.text
    assert f"webcal://{found[1].partition('://')[2]}" in answer.text
    return "/cal/" + found[1].rpartition("/")[2]


__all__ = ["any_homes", "homes", "kin_of", "own_of", "turn_on"]
