"""The fake Twilio, an app that sends through it, and one tick of the morning list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from backend import jobs
from schema.db import db
from tests.fake_twilio import FakeTwilio
from tests.notices.town import DAY, at

Run = Callable[..., dict[str, object]]


@pytest.fixture
def fake_twilio() -> Iterator[FakeTwilio]:
    """A running fake, empty."""
    fake = FakeTwilio().start()
    yield fake
    fake.stop()


@pytest.fixture
def live(any_app: Flask, fake_twilio: FakeTwilio) -> Flask:
    """An app that sends through the fake."""
    told = any_app.extensions["settings"]
    any_app.extensions["settings"] = replace(told, sms_mode="live", **fake_twilio.settings)
    return any_app


@pytest.fixture
def run(live: Flask) -> Run:
    """One tick of the morning list at 6.30 or another local time of the day."""

    def once(hour: int = 6, minute: int = 30, day: date = DAY) -> dict[str, object]:
        db.session.commit()
        counts = jobs.once("morning_list", at(hour, minute, day))
        db.session.expire_all()
        return counts

    return once
