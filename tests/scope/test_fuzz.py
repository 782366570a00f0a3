"""Ids and tokens by chance: in the tests a few at each address, by `make bench ARGS=fuzz` two thousand."""

from __future__ import annotations

import pytest

from tests.scope import fuzz
from tests.scope.actors import client_of, furnish
from tests.scope.world import MARK

ROUNDS = 6


@pytest.mark.parametrize("actor", ["worker", "manager", "phone"])
def test_chance_finds_nothing_of_another_unit(app, staff, places, actor) -> None:
    norr, other = places
    for place in places:
        furnish(place)
    client = client_of(app, staff, actor, norr)
    app.config.update(WTF_CSRF_ENABLED=False, WTF_CSRF_CHECK_DEFAULT=False)
    asked, found = fuzz.hunt(app, client, norr, other, ROUNDS, seed=7)
    assert not found, "\n".join(found)
    assert asked == ROUNDS * len(fuzz.targets(app))


def test_the_hunt_would_find_a_leak(app, staff, places) -> None:
    norr, syd = places
    for place in places:
        furnish(place)
    head = staff("head", ["syd"])
    app.config.update(WTF_CSRF_ENABLED=False, WTF_CSRF_CHECK_DEFAULT=False)
    assert MARK in head.get(f"/chef/person/{syd.ids['recipient_id']}").text
    assert fuzz.hunt(app, head, norr, syd, 6, seed=7)[1]
