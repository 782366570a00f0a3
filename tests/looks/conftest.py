from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.card.world import at
from tests.looks.matrix import Looked
from tests.pairing.conftest import homes

__all__ = ["homes"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much is looked at, and where what was seen is kept."""
    parser.addoption("--every-look", action="store_true", help="each page in all sixteen combinations")
    parser.addoption("--pictures", type=Path, help="a folder for the pictures of what was seen")


@pytest.fixture
def looked(pytestconfig: pytest.Config) -> Looked:
    """The looks that were asked for."""
    pictures = pytestconfig.getoption("pictures", default=None)
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    return Looked(pytestconfig.getoption("every_look", default=False), pictures)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(at(10, 20), tick=True):
        yield
