"""`make run`: keys, database, people, then the web process, the jobs and the day being played. Ctrl-C ends all."""

from __future__ import annotations

import argparse
import base64
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from schema import clock
from schema.settings import INSTANCE, ROOT, child_environment

PATIENCE_SECONDS = 60
LASTS_HOURS = 20
"""A demonstration older than this is laid anew, around the present moment."""


def main() -> int:
    """Run the demonstration until it is stopped. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="the first port to try")
    parser.add_argument(
        "--fresh", action="store_true", help="begin a new day, forgetting what was done in the last one"
    )
    parser.add_argument(
        "--folder", type=Path, default=INSTANCE / "demonstration", help="where its keys and database lie"
    )
    told = parser.parse_args()
    os.umask(0o077)  # what lies in the folder is its owner's alone
    told.folder.mkdir(parents=True, exist_ok=True)
    address = f"http://127.0.0.1:{_free_port(told.port)}"
    environment = child_environment(**_settings(told.folder, address))
    _clear_yesterday(told.folder, told.fresh)
    for step, command in (("Database", ("db", "upgrade")), ("Provkommun", ("demo", "load"))):
        print(f"{step} …", flush=True)
        done = subprocess.run([*_flask(), *command], cwd=ROOT, env=environment, check=False)  # noqa: S603
        if done.returncode:
            return done.returncode
    return _serve(address, environment)


def _clear_yesterday(folder: Path, fresh: bool) -> None:
    """Forget a demonstration that is asked to be forgotten, or too old to be about this moment."""
    laid = folder / "laid"
    if fresh or not laid.exists() or _age_hours(laid) > LASTS_HOURS:
        for file in folder.glob("vemkommer.db*"):
            file.unlink()
        laid.touch()


def _serve(address: str, environment: dict[str, str]) -> int:
    bind = address.removeprefix("http://")
    web = [_tool("gunicorn"), "wsgi:app", "--bind", bind, "--worker-class", "gthread", "--threads", "8",
           "--no-control-socket", "--log-level", "warning"]  # fmt: skip
    commands = [web, [*_flask(), "jobs", "run"], [*_flask(), "demo", "play"]]
    running = [subprocess.Popen(command, cwd=ROOT, env=environment) for command in commands]  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        if not _answers(f"{address}/healthz"):
            print(f"The service did not answer on {address} within {PATIENCE_SECONDS} seconds.", file=sys.stderr)
            return 1
        subprocess.run([*_flask(), "demo", "addresses"], cwd=ROOT, env=environment, check=False)  # noqa: S603
        return next(filter(None, (process.wait() for process in running)), 0)
    except KeyboardInterrupt:
        return 0
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def _settings(folder: Path, address: str) -> dict[str, str]:
    """The demonstration's settings; its keys are made once and kept, readable by the owner alone."""
    kept = folder / "keys.json"
    if not kept.exists():
        keys = {name: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() for name in ("DATA_KEYS", "INDEX_KEY")}
        kept.touch(mode=0o600)
        kept.write_text(json.dumps({**keys, "SECRET_KEY": secrets.token_urlsafe(48)}))
    settings = {
        **json.loads(kept.read_text()),
        "DATABASE_URL": f"sqlite:///{folder.resolve() / 'vemkommer.db'}",
        "PUBLIC_URL": address,
        "MUNICIPALITY": "Provkommun",
        "CARD_DISCLOSURE": "services",
        "SMS_MODE": "console",
        "LOG_LEVEL": "WARNING",
    }
    lines = "".join(f"export {name}='{value}'\n" for name, value in settings.items())
    file = folder / "environment.sh"
    file.touch(mode=0o600)
    file.write_text(
        "# For trying commands against the demonstration: . instance/demonstration/environment.sh\n" + lines
    )
    return settings


def _age_hours(file: Path) -> float:
    return (clock.now().timestamp() - file.stat().st_mtime) / 3600


def _free_port(first: int) -> int:
    for port in range(first, first + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    sys.exit(f"No free port from {first} to {first + 49}: give another with `make run PORT=…`.")


def _answers(url: str) -> bool:
    for _ in range(PATIENCE_SECONDS * 5):
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _flask() -> list[str]:
    return [_tool("flask")]
