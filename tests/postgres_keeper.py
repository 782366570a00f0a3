"""Keeps one PostgreSQL server for a test session: `python postgres_keeper.py SESSION_PID FOLDER DATA UID COMMAND…`.

A process of its own, so that the server is stopped and its files removed also when the session was killed. It ends
when the session's first process is gone, when it gets SIGTERM, or when the server ends.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def main(session: int, folder: Path, data: Path, uid: int, command: list[str]) -> None:
    """Run the server until its session is over."""
    owner = {"user": uid, "group": uid, "extra_groups": []} if os.geteuid() == 0 else {}
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    with (folder / "log").open("ab") as sink:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, cwd=folder, **owner)
    while not asked and _alive(session) and server.poll() is None:
        time.sleep(0.1)
    server.send_signal(signal.SIGQUIT)  # at once; nothing in it is worth a clean end
    server.wait()
    for used in (data, folder):
        shutil.rmtree(used, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
