"""One run: messages are written, workers killed and stopped at random, receipts told; then everything is counted."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess

from flask import Flask
from sqlalchemy import func, select

from notifications import drafts
from notifications.drafts import Draft
from notifications.states import State
from schema import clock
from schema.db import db
from schema.tables import Message
from tests import warm
from tests.chaos import worker
from tests.chaos.fast import steady
from tests.chaos.post import Post
from tests.fake_elks import FakeElks
from tests.fake_twilio import FakeTwilio

UNDERWAY = (State.QUEUED, State.SENDING, State.UNKNOWN)
LEFT = (State.SENT, State.DELIVERED, State.UNDELIVERED)
TWINS = 50
"""One message in so many has a twin: the same words to the same number, and both are due."""
SOON = 100
"""One in so many is worthless after two minutes."""


@dataclass
class Run:
    """A run over one database. `environment` is what a worker needs to be told."""

    app: Flask
    twilio: FakeTwilio
    elks: FakeElks
    environment: dict[str, str]
    seed: int
    workers: int = 3
    origin: float = field(default_factory=steady)
    killed: int = 0
    stopped: int = 0
    _alive: list[BaseProcess] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.post = Post(self.app, self.twilio, self.elks, self.chance)

    def write(self, first: int, count: int) -> None:
        """Write messages in one transaction, as a job does."""
        now = clock.now()
        made = []
        for one in range(first, first + count):
            alike = one - 1 if one % TWINS == 1 else one
            lasts = timedelta(minutes=2) if one % SOON == 7 else timedelta(hours=12)
            made.append(
                Draft(f"chaos:{one}", "alert", None, f"+4670{1_000_000 + alike}", f"h{alike}", "sv", f"Nummer {alike}",
                      now + lasts, urgent=one % 9 == 0)
            )  # fmt: skip
        drafts.write(made)
        db.session.commit()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Workers run inside the block."""
        self._alive = [self._worker() for _ in range(self.workers)]
        try:
            yield
        finally:
            for one in self._alive:
                one.kill()
                one.join()

    def _worker(self) -> BaseProcess:
        return warm.start(self.environment, worker.main, self.origin)

    def harm(self, *, stop_for: float = 0) -> None:
        """Kill a worker, and put another in its place; or let one sleep so long that it is taken for dead."""
        place = self.chance.randrange(len(self._alive))
        if stop_for:
            self.stopped += 1
            pid = self._alive[place].pid
            assert pid
            os.kill(pid, signal.SIGSTOP)
            time.sleep(stop_for)
            os.kill(pid, signal.SIGCONT)
            return
        self.killed += 1
        self._alive[place].kill()
        self._alive[place].join()
        self._alive[place] = self._worker()

    def accepted(self) -> int:
        """How many messages the providers have taken so far."""
        return len(self.twilio.accepted) + len(self.elks.accepted)

    def left(self) -> int:
        """How many messages are still on their way."""
        count = db.session.scalar(select(func.count()).where(Message.state.in_(UNDERWAY))) or 0
        db.session.rollback()  # SQLite has one writer: whoever only looks must not keep the workers out meanwhile
        return count

    def account(self) -> tuple[Counter[str], list[str]]:
        """How many messages ended where; and everything that is wrong."""
        db.session.rollback()
        ledger = Counter((one["to"], one["body"]) for one in self.twilio.accepted)
        ledger += Counter((one["to"], one["message"]) for one in self.elks.accepted)
        ends, went, wrong = Counter[str](), Counter[tuple[str, str]](), []
        for message in db.session.scalars(select(Message).order_by(Message.id)):
            ends[message.state] += 1
            went[message.number, message.body or ""] += message.state in LEFT
            if message.state not in LEFT and not message.reason:
                wrong.append(f"{message.id} is {message.state} without a reason")
        for what in sorted(went.keys() | ledger.keys()):
            if went[what] != ledger[what]:
                wrong.append(f"{what[1]}: {went[what]} said to have left, {ledger[what]} in the ledgers")
        return ends, wrong


def storm(run: Run, messages: int, *, every: float, patience: float, asleep: float = 18) -> list[str]:
    """Write so many messages while workers work and are harmed every so many seconds, until each has ended.

    Prints the figures; what is wrong. Half way through its patience (seconds) the weather calms down. `asleep` is how
    long a worker sleeps that is to be taken for dead.
    """
    began, harmed, written, seen = steady(), steady(), 0, 0
    with run.at_work():
        while written < messages or (run.left() and steady() - began < patience):
            if written < messages:
                run.write(written, min(250, messages - written))
                written = min(written + 250, messages)
            run.post.carry()
            calm = steady() - began > patience / 2
            for weather in (run.twilio.weather, run.elks.weather):
                weather.calm = calm  # type: ignore[union-attr]  # the stage has given both their weather
            if not calm and steady() - harmed > every and run.accepted() > seen:  # at work again since the last one
                run.harm(stop_for=asleep if run.killed % 4 == 3 and run.stopped * 4 < run.killed else 0)
                harmed, seen = steady(), run.accepted()
            time.sleep(0.1)
        run.post.carry(all_of_them=True)
    ends, wrong = run.account()
    print(_figures(run, ends, wrong, steady() - began), flush=True)
    return wrong + ([f"{run.left()} still under way"] if run.left() else [])


def _figures(run: Run, ends: Counter[str], wrong: list[str], seconds: float) -> str:
    met = Counter(run.twilio.weather.seen) + Counter(run.elks.weather.seen)  # type: ignore[union-attr]  # as above
    said = [
        f"  {sum(ends.values())} messages in {seconds:.0f} s, {run.workers} workers, {run.killed} killed -9, "
        f"{run.stopped} taken for dead and woken; seed {run.seed}",
        f"    ended {_list(ends)}",
        f"    in the ledgers {len(run.twilio.accepted)} (twilio) and {len(run.elks.accepted)} (46elks)",
        f"    met {_list(met)}; receipts {_list(Counter(run.post.told))}",
        f"    wrong: {len(wrong)}",
    ]
    return "\n".join(said + [f"      {one}" for one in wrong[:10]])


def _list(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items()) if number)
