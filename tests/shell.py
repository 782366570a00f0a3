"""Real commands in real processes, under an environment of their own."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Sequence

from schema.settings import ROOT

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
        base = {name: os.environ[name] for name in INHERITED if name in os.environ}
        told = {name: value for name, value in {**base, **self.environment, **env}.items() if value is not None}
        command = [*self.program, *map(str, args)]
        return subprocess.run(command, check=False, cwd=ROOT, env=told, capture_output=True, text=True, timeout=120)
