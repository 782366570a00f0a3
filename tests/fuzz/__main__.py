"""`python -m tests.fuzz [import | hooks] [--seconds 600] [--seed 1]`: a fuzzer, for as long as you like."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from schema import settings
from tests.apps import assemble, migrate
from tests.fake_twilio import ACCOUNT, TOKEN
from tests.fuzz import hooks
from tests.fuzz.run import go_on
from tests.shell import ENVIRONMENT

LITTLE_MB = 300
TWILIO = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_FROM": "+46766860000"}


def main() -> None:
    """Run, and print what was seen."""
    told = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    told.add_argument("what", nargs="?", choices=("import", "hooks"), default="import")
    told.add_argument("--seconds", type=float, default=600)
    told.add_argument("--seed", type=int, default=1)
    given = told.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'fuzz.db'}"
        migrate(url)
        app = assemble(settings.load({**ENVIRONMENT, **TWILIO, "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}))
        if given.what == "hooks":
            sent = hooks.go_on(app, given.seconds, given.seed)
            print(
                f"seed {given.seed}: {sent.requests} requests, {sent.signed} signed; at most {sent.highest_mb:.0f} MB"
            )
            assert sent.highest_mb < LITTLE_MB
            return
        found = go_on(app, given.seconds, given.seed)
    print(f"seed {given.seed}: {found.packages} packages, {found.taken} taken in, {found.unusable} unusable; "
          f"slowest {found.slowest:.2f} s, at most {found.highest_mb:.0f} MB")  # fmt: skip
    assert found.highest_mb < LITTLE_MB


if __name__ == "__main__":
    main()
