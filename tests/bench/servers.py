"""One server process on one core, one load process on another, and real databases below."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from schema.settings import ROOT
from tests import databases
from tests.apps import migrate
from tests.shell import ENVIRONMENT

CORES = sorted(os.sched_getaffinity(0))
Check = Callable[[int, bytes], bool]
"""Whether an answer (status, body) is the right one."""


def _pinned(place: int) -> Callable[[], None]:
    return partial(os.sched_setaffinity, 0, {CORES[place % len(CORES)]})


@contextmanager
def serve(target: str, *, threads: int = 8, **environment: str) -> Iterator[str]:
    """`target` (`module:app`) under gunicorn gthread, one process on the first core. Gives its address."""
    address = f"127.0.0.1:{databases.free_port()}"
    command = [
        Path(sys.executable).with_name("gunicorn"), target, "--bind", address, "--worker-class", "gthread",
        "--threads", str(threads), "--no-control-socket", "--log-level", "error", "--keep-alive", "30",
    ]  # fmt: skip
    told = {**os.environ, **ENVIRONMENT, "LOG_LEVEL": "WARNING", "PUBLIC_URL": f"http://{address}", **environment}
    server = subprocess.Popen(command, cwd=ROOT, env=told, preexec_fn=_pinned(0))  # noqa: PLW1509 - one thread
    try:
        _await(f"http://{address}/", server)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait()


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert server.poll() is None, "the server ended before it answered"
        try:
            fetch(url)
            return
        except urllib.error.URLError:
            time.sleep(0.05)
    raise AssertionError(f"no answer from {url}")


def fetch(url: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    """One request: status, headers, body."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, dict(refused.headers), refused.read()


def rate(
    url: str, check: Check, *, headers: dict[str, str] | None = None, seconds: int = 2, connections: int = 16
) -> float:  # fmt: skip
    """Requests per second from one load process on the second core; the answer is checked before and after."""
    for_sure = lambda: check(*fetch(url, headers)[::2])  # noqa: E731
    assert for_sure(), f"a wrong answer from {url}"
    flags = [part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")]
    tool = shutil.which("wrk")
    if tool:
        command = [tool, "-t1", f"-c{connections}", f"-d{seconds}s", *flags, url]
    else:
        command = [sys.executable, "-m", "tests.bench.load", url, str(seconds), str(connections), *flags]
    told = subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True, preexec_fn=_pinned(1)
    ).stdout  # fmt: skip
    assert "Non-2xx" not in told, told
    assert "Socket errors" not in told, told
    assert for_sure(), f"a wrong answer from {url}"
    found = re.search(r"Requests/sec:\s*([\d.]+)", told)
    assert found, told
    return float(found[1])


@contextmanager
def database(kind: str) -> Iterator[str]:
    """A migrated database of the bench's own, `sqlite` or `postgresql`. Gives its address."""
    with tempfile.TemporaryDirectory(prefix="vemkommer-bench-") as folder:
        if kind == "sqlite":
            url = f"sqlite:///{folder}/bench.db"
            migrate(url)
            yield url
        else:
            try:
                url = databases.server(Path(folder)).create("bench")
                migrate(url)
                yield url
            finally:
                databases.stop(Path(folder))
