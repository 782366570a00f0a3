"""The trail of card views: gathered in memory and written in groups by a thread of its own.

A page never waits for its trail row. Rows are written within five seconds, five hundred at a time, and when the
process ends; a group that cannot be written stays and is tried again. A quiet refresh leaves one row per card and
quarter of an hour; a look of its own one per address and minute, so that hammering a card cannot flood the trail.
"""

from __future__ import annotations

import atexit
import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from backend.access import trail
from backend.access.scope import Scope
from schema.db import db
from schema.tables import Card, Recipient, Trail

log = logging.getLogger(__name__)
WAIT_SECONDS = 5.0
GROUP = 500
QUARTER, MINUTE = 900, 60
CARD = Scope(role="card", unit_ids=frozenset())


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at a card, or at none (a token that opens nothing): when, and from which network address."""

    card_id: int | None
    at: datetime
    address: str | None


class Views:
    """The looks not yet written of one process."""

    def __init__(self, app: Flask):
        self._app = app
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._wake = threading.Event()
        self._waiting: list[Seen] = []
        self._noted: set[tuple[int, str | None, int]] = set()
        self._thread: threading.Thread | None = None

    def note(self, card_id: int, at: datetime, address: str | None, *, refresh: bool) -> None:
        """Remember a look, without waiting for anything."""
        second = int(at.timestamp())
        quietly, openly = (card_id, "", second // QUARTER), (card_id, address, second // MINUTE)
        if (quietly if refresh else openly) in self._noted:
            return
        self._keep(Seen(card_id, at, address), {quietly, openly})

    def note_refused(self, at: datetime, address: str | None) -> None:
        """Remember that a token was shown which opens nothing."""
        self._keep(Seen(None, at, address), set())

    def _keep(self, seen: Seen, noted: set[tuple[int, str | None, int]]) -> None:
        with self._lock:
            if len(self._noted) > 100_000:
                self._noted.clear()
            self._noted |= noted
            self._waiting.append(seen)
            many = len(self._waiting) >= GROUP
            if self._thread is None and not self._app.testing:  # tests write when they look
                self._start()
        if many:
            self._wake.set()

    def flush(self) -> int:
        """Write what is waiting, now; how many looks were written."""
        written = 0
        with self._writing:
            while group := self._take():
                try:
                    self._write(group)
                except Exception:
                    with self._lock:
                        self._waiting[:0] = group
                    raise
                written += len(group)
        return written

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="card-views", daemon=True)
        self._thread.start()
        atexit.register(self._flush_or_say)

    def _run(self) -> None:
        while True:
            self._wake.wait(WAIT_SECONDS)
            self._wake.clear()
            self._flush_or_say()

    def _flush_or_say(self) -> None:
        try:
            self.flush()
        except Exception as fault:  # noqa: BLE001 - the thread must outlive a database that is away
            log.error("card views could not be written, %d wait: %s", len(self._waiting), type(fault).__name__)

    def _take(self) -> list[Seen]:
        with self._lock:
            group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
        return group

    def _write(self, group: list[Seen]) -> None:
        with self._app.app_context():
            cards = sorted({seen.card_id for seen in group if seen.card_id is not None})
            homes = (
                select(Card.id, Recipient.id)
                .join(Recipient, Recipient.home_id == Card.home_id)
                .where(Card.id.in_(cards), Recipient.revision > 0)
                .order_by(Card.id, Recipient.id)
            )
            with db.engine.begin() as connection:
                people: dict[int, list[int]] = {}
                for card_id, recipient_id in connection.execute(homes):
                    people.setdefault(card_id, []).append(recipient_id)
                rows = [row for seen in group for row in _rows(seen, people)]
                if rows:
                    connection.execute(insert(Trail), rows)


def _rows(seen: Seen, people: dict[int, list[int]]) -> list[dict[str, Any]]:
    """A row for each who lives where the card hangs; one for a token that opens nothing."""
    if seen.card_id is None:
        looks = [trail.Look(CARD, "refused", reason="card_wrong")]
    else:
        looks = [
            trail.Look(CARD, "read", recipient_id=one, card_id=seen.card_id) for one in people.get(seen.card_id, ())
        ]
    return [trail.values(look, "recipient.card", seen.address, seen.at) for look in looks]


def install(app: Flask) -> None:
    """Give the app its views, to be found as `app.extensions["card_views"]`."""
    app.extensions["card_views"] = Views(app)
