"""Ten thousand messages in bad weather on each database: each exactly once in a ledger, or ended with its reason."""

from __future__ import annotations

import os
import random
import sys

from tests.bench.servers import database
from tests.chaos.fast import run_fast
from tests.chaos.run import storm
from tests.chaos.stage import stage

MESSAGES = int(os.environ.get("CHAOS_MESSAGES", "10000"))


def main() -> None:
    """A storm on each database. Ends the process with 1 where a message was lost, doubled or left without a reason."""
    seed = int(os.environ.get("CHAOS_SEED", random.randrange(10**6)))
    wrong = []
    for kind in ("sqlite", "postgresql"):
        print(f"  {kind}", flush=True)
        with database(kind) as url, stage(url, seed) as run:
            run_fast(run.origin)
            wrong += storm(run, MESSAGES, every=4, patience=600)
    if wrong:
        sys.exit(1)
