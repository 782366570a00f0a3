"""Rows 1 and 2: the card of six visits beside a bare Flask page, first opened and asked for again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from schema import clock, settings
from schema.db import db
from tests.apps import assemble
from tests.bench import servers
from tests.bench.ratios import compare
from tests.card.world import World, at
from tests.shell import ENVIRONMENT

GOALS = {"sqlite": (0.50, 0.80), "postgresql": (0.40, 0.70)}


def main() -> None:
    """Measure on both databases."""
    for kind in GOALS:
        with servers.database(kind) as url:
            token = day_of_six(url)
            with (
                servers.serve("tests.bench.bare:app") as bare,
                servers.serve("tests.bench.ours:app", DATABASE_URL=url, CARD_DISCLOSURE="services") as ours,
            ):
                _measure(kind, bare, f"{ours}/k/{token}")


def _measure(kind: str, bare: str, card: str) -> None:
    first, again = GOALS[kind]
    hello = lambda: servers.rate(f"{bare}/", lambda status, body: (status, body) == (200, b"hello"))  # noqa: E731

    def opened() -> float:
        return servers.rate(card, lambda status, body: status == 200 and body.count(b"Mellan klockan") == 9)

    def unchanged() -> float:
        tag = servers.fetch(card)[1]["ETag"]
        return servers.rate(card, lambda status, body: (status, body) == (304, b""), headers={"If-None-Match": tag})

    compare(f"card, first opened, {kind}", opened, hello, at_least=first)
    compare(f"card, unchanged, {kind}", unchanged, hello, at_least=again)


def day_of_six(url: str) -> str:
    """Today at home: one visit done, one going on, four to come, one of them changed; the card's token."""
    app = assemble(replace(settings.load({**ENVIRONMENT, "DATABASE_URL": url})))
    today = clock.today()
    with app.app_context():
        world = World()
        day = today - timedelta(days=1)
        before = world.visit("v0", at(8, 0, day), at(9, 0, day))
        world.came(before, "Ali", at(8, 5, day), at(8, 30, day))
        done = world.visit("v1", at(0, 0, today), at(0, 30, today))
        world.came(done, "Ali", at(0, 5, today), at(0, 20, today))
        here = world.visit("v2", at(0, 30, today), at(1, 0, today), services="lunch dusch", workers="Sara")
        world.came(here, "Sara", clock.now() - timedelta(minutes=1))
        for place in range(4):
            late = at(23, 10 * place, today)
            visit = world.visit(f"v{place + 3}", late, late + timedelta(minutes=30), services="lunch insulin")
        world.change(visit, clock.now(), worker_ids=(world.workers["Sara"].id,))
        token = world.token()
        for engine in db.engines.values():
            engine.dispose()
    return token
