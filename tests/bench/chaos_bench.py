"""Ten thousand messages in bad weather on each database: each exactly once in a ledger, or ended with its reason."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from schema import settings
from tests.apps import assemble, dispose
from tests.bench.servers import database
from tests.chaos.fast import run_fast
from tests.chaos.run import Run, storm
from tests.chaos.weather import REFUSED_BY_TWILIO, Weather
from tests.fake_elks import FakeElks
from tests.fake_twilio import FakeTwilio
from tests.shell import ENVIRONMENT

MESSAGES = int(os.environ.get("CHAOS_MESSAGES", "10000"))


@contextmanager
def stage(url: str, seed: int, workers: int = 3) -> Iterator[Run]:
    """A run over a database: both providers in bad weather, and the app that the harness writes and tells through."""
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


def main() -> None:
    """A storm on each database. Ends the process with 1 where a message was lost, doubled or left without a reason."""
    seed = int(os.environ.get("CHAOS_SEED", random.randrange(10**6)))
    wrong = []
    for kind in ("sqlite", "postgresql"):
        print(f"  {kind}", flush=True)
        with database(kind) as url, stage(url, seed) as run:
            run_fast(run.origin)
            wrong += storm(run, MESSAGES, every=4, patience=600)
    if wrong:
        sys.exit(1)
