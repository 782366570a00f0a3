"""The two units of tests/scope for the benchmarks of who may see what: an app over them, and who is signed in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from pathlib import Path

import time_machine
from flask import Flask

from schema import clock, settings
from schema.db import db
from tests.apps import assemble
from tests.bench import servers
from tests.packages import DAY
from tests.people import Staff
from tests.scope import world
from tests.scope.actors import furnish
from tests.scope.world import Place
from tests.shell import ENVIRONMENT


@contextmanager
def two_units(kind: str = "sqlite") -> Iterator[tuple[Flask, Staff, Place, Place]]:
    """The app, somebody who makes people, Norr and Syd, at noon."""
    with servers.database(kind) as url, tempfile.TemporaryDirectory() as folder:
        app = assemble(settings.load({**ENVIRONMENT, "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}))
        with app.app_context(), time_machine.travel(clock.instant(DAY, time(12)), tick=True):
            world.settle(Path(folder))
            norr, syd = world.both()
            for place in (norr, syd):
                furnish(place)
            yield app, Staff(app), norr, syd
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
            app.extensions["limit_counts"].dispose()
