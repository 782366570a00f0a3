"""Limits for what is asked often: counted here first, and for all processes together ten at a time.

A card's page is opened in a millisecond; telling the other processes of each look would cost a good part of that. So a
limit may be passed by at most nine looks a process.
"""

from __future__ import annotations

import threading
from collections import Counter

from backend.access import limit
from backend.access.limit import TooMany
from schema import clock

STRIDE = 10
MOST_SUBJECTS = 50_000


class Strides:
    """The looks that one process has not told of yet, and who must wait until when."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._untold: Counter[tuple[str, object]] = Counter()
        self._waits: dict[tuple[str, object], float] = {}

    def attempt(self, what: str, subject: object) -> None:
        """As `limit.attempt`, a stride at a time. Raises TooMany."""
        key, now = (what, subject), clock.now().timestamp()
        if (until := self._waits.get(key)) is not None and until > now:
            raise TooMany(what, max(1, round(until - now)))
        with self._lock:
            self._untold[key] += 1
            full = self._untold[key] >= STRIDE
            if full:
                del self._untold[key]
            elif len(self._untold) > MOST_SUBJECTS:
                self._untold.clear()
        if full:
            self._tell(what, subject, now)

    def _tell(self, what: str, subject: object, now: float) -> None:
        try:
            limit.attempt(what, subject, times=STRIDE)
        except TooMany as refusal:
            with self._lock:
                self._waits = {key: until for key, until in self._waits.items() if until > now}
                self._waits[what, subject] = now + float(refusal.retry_after or 1)  # type: ignore[arg-type]  # seconds
            raise
