"""A recipient pairs her own device by a code to her number, and sees who, when and which service."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schema import clock
from tests.card.world import DAY, at
from tests.pairing.conftest import pair, words
from tests.people import Client

NOW = at(8, 31)


@pytest.fixture(autouse=True)
def _now():
    with clock.standing_at(NOW):
        yield


def test_a_paired_device_shows_who_when_and_which_service_with_her_nursing(any_homes, any_app):
    any_homes.visit("v1", at(12), at(13), services="insulin lunch", workers="Sara")
    client = Client(any_app)
    token = any_homes.token()
    pair(client, token)
    page = words(client.get("/mitt"))
    for said in ("Mellan klockan 12 och 13", "Sara", "insulin", "lunch"):
        assert said in page
