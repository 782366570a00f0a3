"""Every route × everybody × own and other unit: the table in routes.txt, driven whole."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.people import Client, Staff
from tests.scope import table
from tests.scope.actors import ACTORS, client_of, furnish
from tests.scope.world import MARK, Place

_PASSING = re.compile(r'name="csrf_token"[^>]*>|\d\d[.:]\d\d|nonce="[^"]*"|value="[0-9a-f-]{36}"')
"""What differs between two answers that are alike: tokens and times."""
BY_CARD = "worker_card.home"
"""A worker who has read a card stands in the home, whosever visit it is."""


@pytest.fixture
def settled(app: Flask, places: tuple[Place, Place]) -> tuple[Place, Place]:
    """Both units, furnished."""
    for place in places:
        furnish(place)
    return places


def plain(text: str) -> str:
    """An answer without what differs by chance."""
    return _PASSING.sub("", text)


def test_every_route_has_its_line(app: Flask) -> None:
    there = {(method, rule.rule) for method, rule in table.routes(app)}
    listed = set(table.lines())
    new = sorted(there - listed)
    assert not new, f"add to {table.FILE.name} whatever the cells, the next test says what is answered: {new}"
    assert not listed - there, f"gone from the service: {sorted(listed - there)}"


@pytest.mark.parametrize("actor", ACTORS)
def test_the_table_holds(app: Flask, staff: Staff, settled: tuple[Place, Place], actor: str) -> None:
    norr, syd = settled
    client, lines, wrong = client_of(app, staff, actor, norr), table.lines(), []
    app.config.update(WTF_CSRF_ENABLED=False, WTF_CSRF_CHECK_DEFAULT=False)  # who asks is what is tried
    before = table.Standing(app)
    for method, rule in table.routes(app):
        line = lines.get((method, rule.rule))
        if line is None:
            continue  # told by the test above
        told = [_asked(client, before, method, rule, place) for place in (norr, syd)]
        got = tuple(status for status, _ in told)
        if got != line.expected(actor):
            wrong.append(f"{method} {rule.rule}: {got} instead of {line.expected(actor)}")
        elif table.names_something(rule) and actor != "key" and got[1] == 404:
            nobody = _asked(client, before, method, rule, syd, nowhere=True)
            if nobody != told[1]:
                wrong.append(f"{method} {rule.rule}: another unit's and nobody's get different answers")
        if any(MARK in text for _, text in told) and rule.endpoint != BY_CARD:
            wrong.append(f"{method} {rule.rule}: shows somebody of another unit")
    assert not wrong, "\n".join(wrong)


def _asked(
    client: Client, before: table.Standing, method: str, rule, place: Place, *, nowhere: bool = False
) -> tuple[int, str]:  # fmt: skip
    gone = {name: table.NOWHERE for name in place.ids if name != "token"} | {"token": "x" * 27} if nowhere else {}
    try:
        answer = table.ask(client, method, rule, table.address_of(rule, place, **gone), place)
    except Exception as fault:  # noqa: BLE001 - told with the others
        before.restore()
        return 500, repr(fault)
    try:
        return answer.status_code, plain(answer.text).replace(str(table.NOWHERE), "")
    finally:
        answer.close()
        before.restore()
