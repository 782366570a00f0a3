"""Two thousand ids and tokens by chance at every address, by a manager, a worker and an enrolled phone of one unit."""

from __future__ import annotations

from tests.bench.town import two_units
from tests.scope import fuzz
from tests.scope.actors import client_of

ROUNDS = 2_000


def main(rounds: int = ROUNDS) -> None:
    """Ask, and say how often it was asked and what was found."""
    for actor in ("manager", "worker", "phone"):
        with two_units() as (app, staff, norr, syd):
            client = client_of(app, staff, actor, norr)
            app.config.update(WTF_CSRF_ENABLED=False, WTF_CSRF_CHECK_DEFAULT=False)
            asked, found = fuzz.hunt(app, client, norr, syd, rounds, seed=7)
        print(f"  {actor}: {asked:,} tries at {asked // rounds} routes found {len(found)}", *found[:10], flush=True)
