"""`python -m tests.fuzz [packages | hooks] [--seconds 600] [--seed 1]`: a fuzzer, for as long as you like."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from flask import Flask

from schema import settings
from tests.apps import assemble, migrate
from tests.fake_twilio import ACCOUNT, TOKEN
from tests.fuzz import hooks
from tests.fuzz.run import go_on, highest_mb
from tests.shell import ENVIRONMENT

LITTLE_MB = 300


def main() -> None:
    """Run, and print what was seen."""
    told = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    told.add_argument("what", nargs="?", choices=["packages", "hooks"], default="packages")
    told.add_argument("--seconds", type=float, default=600)
    told.add_argument("--seed", type=int, default=1)
    given = told.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'fuzz.db'}"
        migrate(url)
        account = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_FROM": "+46766860000"}
        app = assemble(settings.load({**ENVIRONMENT, **account, "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}))
        (_hooks if given.what == "hooks" else _packages)(app, given.seconds, given.seed)


def _packages(app: Flask, seconds: float, seed: int) -> None:
    found = go_on(app, seconds, seed)
    print(f"seed {seed}: {found.packages} packages, {found.taken} taken in, {found.unusable} unusable; "
          f"slowest {found.slowest:.2f} s, at most {found.highest_mb:.0f} MB")  # fmt: skip
    assert found.highest_mb < LITTLE_MB


def _hooks(app: Flask, seconds: float, seed: int) -> None:
    with app.app_context():
        sent = hooks.go_on(app, seconds, seed)
    print(f"seed {seed}: {sent} requests; none was a fault, none unsigned was heard; at most {highest_mb():.0f} MB")


if __name__ == "__main__":
    main()
