"""Claim, call, settle: three steps in three transactions' worth of time, the call outside of any."""

from __future__ import annotations

import logging
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from types import TracebackType

from notifications import consent, outbox, resting
from notifications.channels.carriers import Carriers
from notifications.outbox import Claimed, Settlement
from notifications.states import State
from schema.db import db
from schema.settings import Settings

log = logging.getLogger(__name__)
LOOKS_SECONDS = 0.5
"""While calls are under way, how soon what was written meanwhile is seen: one slow call must not hold up the rest."""
GATHERS_SECONDS = 0.02
"""How long answers gather while more calls wait than there are threads: a commit for each would take the time."""
AHEAD = 64
"""Messages taken while calls are fast, so that no thread waits for the database."""
FAST_SECONDS = 0.25
"""A provider that answers so soon has done with what was taken ahead before anything urgent would mind."""
NOT_WANTED = Settlement(State.SUPPRESSED, reason="not_wanted")


def deliver(settings: Settings) -> dict[str, int]:
    """Send everything that is due, until nothing is. Returns how many went where, by state."""
    expired = outbox.expire()
    db.session.commit()
    with _Sending(settings) as sending:
        while sending.claim() or sending.underway:
            sending.settle()
    counts = sending.counts + Counter({State.EXPIRED: expired})
    return {state.value: number for state, number in sorted(counts.items()) if number}


class _Sending:
    """Calls under way, SENDING_AT_ONCE of them; while they are fast some more are taken. A crash puts all in doubt."""

    def __init__(self, settings: Settings):
        self._at_once = settings.sending_at_once
        self._carriers = Carriers(settings, resting.resting(), self._at_once)
        self._pool = ThreadPoolExecutor(self._at_once)
        self.counts = Counter[State]()
        self._room = self._at_once
        self.underway: dict[Future[tuple[Settlement, float]], Claimed] = {}
        db.session.commit()

    def __enter__(self) -> _Sending:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._carriers.close()

    def claim(self) -> int:
        """Take what is due, as far as there is room, and begin the calls; how many. Asked when a part is free again."""
        free = self._room - len(self.underway)
        if free * 4 < self._room:
            return 0
        claimed = outbox.claim(free)
        dropped = consent.unwanted([message.id for message in claimed]) if claimed else set()
        for message in claimed:
            if message.id in dropped:
                outbox.settle(message.id, message.attempts, NOT_WANTED)
        self.counts.update({State.SUPPRESSED: len(dropped)})
        db.session.commit()  # nothing leaves inside a transaction
        for message in claimed:
            if message.id not in dropped:
                self.underway[self._pool.submit(copy_context().run, self._timed, message)] = message
        return len(claimed)

    def _timed(self, message: Claimed) -> tuple[Settlement, float]:
        """Where a call led, and its seconds; what a channel did not foresee is in doubt, and stops nobody."""
        began = time.monotonic()
        try:
            outcome = self._carriers.send(message)
        except Exception as fault:  # noqa: BLE001 - one message's fault must not cost the others their answers
            log.error("a channel failed: %s", type(fault).__name__)
            outcome = Settlement(State.UNKNOWN, reason="channel_failed")
        return outcome, time.monotonic() - began

    def settle(self) -> None:
        """Wait for some calls and settle them."""
        wait(self.underway, LOOKS_SECONDS, FIRST_COMPLETED)
        if len(self.underway) > self._at_once:
            time.sleep(GATHERS_SECONDS)
        finished = [call for call in self.underway if call.done()]
        done = [(self.underway.pop(call), *call.result()) for call in finished]
        answers = [(message, outcome) for message, outcome, _ in done]
        if done:
            fast = max(seconds for *_, seconds in done) < FAST_SECONDS
            self._room = max(self._at_once, AHEAD) if fast else self._at_once
        outbox.settle_all([(message.id, message.attempts, outcome) for message, outcome in answers])
        tried = [pair for _, outcome in answers for pair in outcome.tried]
        resting.note(tried)
        db.session.commit()
        if not all(well for _, well in tried):
            self._carriers.rest(resting.resting())
            db.session.commit()
        self.counts.update(outcome.state for _, outcome in answers)
