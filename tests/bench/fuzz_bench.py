"""Two thousand ids and tokens by chance at every address: by a manager, a worker and a phone of one unit in turn."""

from __future__ import annotations

from tests.bench.town import two_units
from tests.scope import fuzz
from tests.scope.actors import client_of

ROUNDS = 2_001
ACTORS = ("manager", "worker", "phone")


def main(rounds: int = ROUNDS) -> None:
    """Ask, and say how often it was asked and what was found."""
    for actor in ACTORS:
        with two_units() as (app, staff, norr, syd):
            client = client_of(app, staff, actor, norr)
            app.config.update(WTF_CSRF_ENABLED=False, WTF_CSRF_CHECK_DEFAULT=False)
            asked, found = fuzz.hunt(app, client, norr, syd, rounds // len(ACTORS), seed=7)
        print(
            f"  {actor}: {asked:,} tries at {asked // (rounds // len(ACTORS))} routes found {len(found)}",
            *found[:10],
            flush=True,
        )
