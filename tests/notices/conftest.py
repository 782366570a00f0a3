"""The fake Twilio, and a town to tell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fake_twilio import FakeTwilio


@pytest.fixture
def fake_twilio() -> Iterator[FakeTwilio]:
    """A running fake, empty."""
    fake = FakeTwilio().start()
    yield fake
    fake.stop()
