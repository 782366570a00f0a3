from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

import pytest
from flask import Flask, current_app
from werkzeug.test import TestResponse

from schema import clock
from tests.card.world import World, at


@pytest.fixture
def world(app: Flask) -> World:
    """The small day, in `app`."""
    with clock.standing_at(at(6)):
        return World()


@pytest.fixture
def any_world(any_app: Flask) -> World:
    """The small day, in `any_app`."""
    with clock.standing_at(at(6)):
        return World()


def look(token: str, when: datetime | None = None, query: str = "", **headers: Any) -> TestResponse:
    """The card's answer to somebody without a cookie, by default at 8.31."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with clock.standing_at(when or at(8, 31)):
        return current_app.test_client(use_cookies=False).get(f"/k/{token}{query}", headers=sent)


def words(answer: TestResponse) -> str:
    """The words of a page's main part, in one line."""
    main = answer.text.split("<main", 1)[1].split(">", 1)[1]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))
