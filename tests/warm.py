"""Processes of the service that start warm: each its own, to be killed and stopped like any, but not two seconds late.

A process is forked from one that has imported the service and made one app of nothing (`warmed`): nine tenths of what
a worker or a command cost went there. That they start cold is proved where it is the matter: `tests/house`,
`tests/engines/test_distributed.py`, `tests/demo`.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import CompletedProcess

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.warmed"])
PATIENCE = 120


def start(
    environment: Mapping[str, str], work: Callable[..., object], *told: object, said: str = os.devnull
) -> BaseProcess:
    """A process that does `work(*told)` under this environment alone; `said` with `.out` and `.err` is what it says."""
    process = _CONTEXT.Process(target=_begin, args=(dict(environment), work, told, said), daemon=True)
    process.start()
    return process


class Command:
    """A running `flask …`."""

    def __init__(self, environment: Mapping[str, str], *arguments: str):
        self.arguments = arguments
        self._after = ExitStack()
        self._said = Path(self._after.enter_context(tempfile.TemporaryDirectory()), "said")
        self._process = start(environment, _flask, arguments, said=str(self._said))

    def done(self) -> CompletedProcess[str]:
        """Its end, which is waited for, at most two minutes."""
        with self._after:
            self._process.join(PATIENCE)
            code = self._process.exitcode
            assert code is not None, f"still at work: {self.arguments}"
            out, err = (Path(f"{self._said}.{end}").read_text(encoding="utf-8") for end in ("out", "err"))
            return CompletedProcess(self.arguments, code, out, err)


def _flask(arguments: tuple[str, ...]) -> None:
    from flask.cli import main

    sys.argv = ["flask", *arguments]
    main()


def _begin(environment: dict[str, str], work: Callable[..., object], told: tuple[object, ...], said: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for number, end in ((1, ".out"), (2, ".err")):
        path = said if said == os.devnull else said + end
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    work(*told)
