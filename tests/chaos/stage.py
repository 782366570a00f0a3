"""What a run plays on: both providers in bad weather, and the app that the harness writes and tells through."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from schema import settings
from tests.apps import assemble, dispose
from tests.chaos.run import Run
from tests.chaos.weather import REFUSED_BY_TWILIO, Weather
from tests.fake_elks import FakeElks
from tests.fake_twilio import FakeTwilio
from tests.shell import ENVIRONMENT


@contextmanager
def stage(url: str, seed: int, workers: int = 3) -> Iterator[Run]:
    """A run over a migrated database."""
    twilio, elks = FakeTwilio().start(), FakeElks().start()
    twilio.weather = Weather(seed, 20429, 20500, REFUSED_BY_TWILIO)
    elks.weather = Weather(seed + 1, 429, 500, (400, 403))
    told = {**ENVIRONMENT, "DATABASE_URL": url, "SMS_MODE": "live", "LOG_LEVEL": "ERROR"}
    told |= {name.upper(): value for name, value in {**twilio.settings, **elks.settings}.items()}
    app = assemble(settings.load(told))
    try:
        with app.app_context():
            yield Run(app, twilio, elks, {**os.environ, **told}, seed, workers)
            dispose(app)
    finally:
        twilio.stop()
        elks.stop()
