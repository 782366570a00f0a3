"""The two units at noon of the day, for every test here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from schema import clock
from tests import laid
from tests.packages import DAY
from tests.scope import world
from tests.scope.world import Place

TWELVE = clock.instant(DAY, time(12))


@pytest.fixture
def places(app: Flask, session_folder: Path, tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    """Norr and Syd, at noon."""
    with time_machine.travel(TWELVE, tick=True):
        laid.once(app, session_folder / "places.db", lambda: world.settle(tmp_path))
        yield world.both()


@pytest.fixture
def norr(places: tuple[Place, Place]) -> Place:
    return places[0]


@pytest.fixture
def syd(places: tuple[Place, Place]) -> Place:
    return places[1]
