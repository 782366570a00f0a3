"""Handing messages over, beside the same HTTP client posting to the same provider with nothing around it."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from operator import truediv

from flask import Flask
from sqlalchemy import delete

from notifications import drafts
from notifications.drafts import Draft
from schema import clock, settings
from schema.db import db
from schema.settings import ROOT
from schema.tables import Message, MessageLedger
from tests import databases
from tests.apps import assemble, dispose
from tests.bench.ratios import compare
from tests.bench.servers import _pinned, database, fetch
from tests.fake_twilio import ACCOUNT, TOKEN
from tests.shell import ENVIRONMENT

COUNT, ROUNDS = 3_000, 5


@contextmanager
def provider(seconds: float = 0) -> Iterator[str]:
    """A provider that answers after so long, on the second core. Gives its address."""
    port = databases.free_port()
    command = [sys.executable, "-m", "tests.bench.quick_twilio", str(port), str(seconds)]
    running = subprocess.Popen(command, cwd=ROOT, preexec_fn=_pinned(1))  # noqa: PLW1509 - one thread
    try:
        for _ in range(100):
            try:
                fetch(f"http://127.0.0.1:{port}/")
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.kill()
        running.wait()


def told(url: str, there: str) -> dict[str, str]:
    """The environment of a process that sends."""
    return {
        **os.environ, **ENVIRONMENT, "DATABASE_URL": url, "SMS_MODE": "live", "LOG_LEVEL": "ERROR",
        "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_FROM": "+46766860000",
        "TWILIO_BASE_URL": there,
    }  # fmt: skip


def start(environment: dict[str, str], how: str, threads: int, count: int) -> subprocess.Popen[str]:
    """A process that sends, on the first core."""
    command = [sys.executable, "-m", "tests.bench.sender", how, str(threads), str(count)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, preexec_fn=_pinned(0)  # noqa: PLW1509 - one thread
    )  # fmt: skip


def rate(environment: dict[str, str], how: str, threads: int, count: int = COUNT) -> float:
    """Messages a second of one process."""
    out, _ = start(environment, how, threads, count).communicate()
    return float(out)


class Outbox:
    """Fills the outbox of a database anew."""

    def __init__(self, environment: dict[str, str]):
        self.app: Flask = assemble(settings.load(environment))

    def fill(self, count: int) -> None:
        """So many messages, due now."""
        with self.app.app_context():
            db.session.execute(delete(Message))
            db.session.execute(delete(MessageLedger))
            until = clock.now() + timedelta(hours=5)
            drafts.write(
                Draft(f"b{one}", "alert", None, "+46701740605", f"h{one}", "sv", f"Vi kommer kl 8-9. {one}", until)
                for one in range(count)
            )
            db.session.commit()
            dispose(self.app)


def ours(outbox: Outbox, environment: dict[str, str], threads: int) -> float:
    """Messages a second of the service itself, from an outbox filled anew."""
    outbox.fill(COUNT)
    return rate(environment, "ours", threads)


def together(outbox: Outbox, environment: dict[str, str], workers: int, threads: int, count: int) -> float:
    """The same of several processes on one outbox."""
    outbox.fill(count)
    running = [start({**environment, "SHARED": "1"}, "ours", threads, count) for _ in range(workers)]
    return sum(float(one.communicate()[0]) for one in running)


def main() -> None:
    """Both databases, 1 and 8 threads; a provider that takes 100 ms; two workers; from commit to hand-over."""
    for kind in ("sqlite", "postgresql"):
        with database(kind) as url, provider() as there:
            environment = told(url, there)
            outbox = Outbox(environment)

            for threads in (1, 8):
                compare(
                    f"{kind}, {threads} threads, by the bare client", partial(ours, outbox, environment, threads),
                    partial(rate, environment, "bare", threads), rounds=ROUNDS, at_least=0.70,
                )  # fmt: skip
            compare(
                f"{kind}, 8 threads, by Twilio's client", partial(ours, outbox, environment, 8),
                partial(rate, environment, "twilio", 8), rounds=ROUNDS, at_least=2.3,
            )  # fmt: skip
        _slow(kind)
    _from_commit()


def _slow(kind: str) -> None:
    """A provider that takes 100 ms: what latency allows; and two workers beside one."""
    with database(kind) as url, provider(0.1) as there:
        environment = told(url, there)
        outbox = Outbox(environment)

        several = partial(together, outbox, environment)
        for threads, count in ((16, 800), (128, 4_000)):
            compare(
                f"{kind}, 100 ms, {threads} under way, by latency", partial(several, 1, threads, count),
                partial(truediv, threads, 0.1), rounds=3, at_least=0.95,
            )  # fmt: skip
        compare(
            f"{kind}, 100 ms, two workers by one", partial(several, 2, 8, 600), partial(several, 1, 8, 300), rounds=3,
            at_least=1.7,
        )  # fmt: skip


def _from_commit() -> None:
    """From commit to the provider, by a worker that an operator started."""
    for kind, count in (("postgresql", 200), ("sqlite", 40)):
        with database(kind) as url, provider() as there:
            environment = told(url, there)
            app = assemble(settings.load(environment))
            command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run"]
            worker = subprocess.Popen(command, cwd=ROOT, env=environment)
            try:
                with app.app_context():
                    waits = _waits(there, count)
                    dispose(app)
            finally:
                worker.kill()
                worker.wait()
        middle, last = statistics.median(waits) * 1000, sorted(waits)[int(len(waits) * 0.99)] * 1000
        said = f"median {middle:.0f} ms, 99th percentile {last:.0f} ms, {count} messages one by one"
        print(f"  {kind}, from commit to hand-over: {said}", flush=True)


def _waits(there: str, count: int) -> list[float]:
    committed: dict[str, float] = {}
    for one in range(-1, count):
        body = f"w{one}"
        until = clock.now() + timedelta(hours=1)
        drafts.write([Draft(body, "alert", None, f"+4670{1_000_000 + one}", f"h{one}", "sv", body, until)])
        db.session.commit()
        committed[body] = time.time()  # noqa: TID251 - beside the provider's
        if one < 0:  # the worker is up when it has sent this one
            while body not in _arrivals(there):
                time.sleep(0.2)
        time.sleep(0.05 if count > 100 else 0.3)
    while len(_arrivals(there)) < count + 1:
        time.sleep(0.2)
    arrived = _arrivals(there)
    return [arrived[body] - at for body, at in committed.items() if body != "w-1"]


def _arrivals(there: str) -> dict[str, float]:
    found: dict[str, float] = json.loads(fetch(there)[2])
    return found
