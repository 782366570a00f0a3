"""Real commands in real processes, under an environment of their own."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Mapping, Sequence

from schema.settings import ROOT
from tests import warm

ENVIRONMENT = {
    "SECRET_KEY": "only-for-tests-" + "x" * 32,
    "DATA_KEYS": base64.urlsafe_b64encode(b"d" * 32).decode(),
    "INDEX_KEY": base64.urlsafe_b64encode(b"i" * 32).decode(),
    "PUBLIC_URL": "http://127.0.0.1",
    "MUNICIPALITY": "Provkommun",
}
"""A sound environment for settings; a copy of it, with DATABASE_URL, is what `shell_cli` runs under."""
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")


class Shell:
    """Runs one program with arguments; keyword arguments change the environment (None: leave the variable out)."""

    def __init__(self, program: Sequence[str], environment: dict[str, str]):
        self.program = list(program)
        self.environment = environment

    def __call__(self, *args: object, **env: str | None) -> subprocess.CompletedProcess[str]:
        """Run it to its end, at most two minutes. Output is text."""
        command, told = [*self.program, *map(str, args)], environment({**self.environment, **env})
        return subprocess.run(command, check=False, cwd=ROOT, env=told, capture_output=True, text=True, timeout=120)


class Warm:
    """Runs `flask` with arguments as Shell does, in a process forked from one that has imported the service."""

    def __init__(self, environment: dict[str, str]):
        self.environment = environment

    def __call__(self, *args: object, **env: str | None) -> subprocess.CompletedProcess[str]:
        """As Shell's."""
        return warm.Command(environment({**self.environment, **env}), *map(str, args)).done()


def environment(told: Mapping[str, str | None]) -> dict[str, str]:
    """What a process is told, with what every process is told here."""
    base = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {name: value for name, value in {**base, **told}.items() if value is not None}
