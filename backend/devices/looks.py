"""How often an open page that refreshes itself is written down: once a reader, person and quarter of an hour."""

from __future__ import annotations

import threading
from typing import Any

from backend.access import trail
from backend.access.scope import Scope
from schema import clock

QUARTER = 900
MOST = 100_000
Seen = tuple[int | None, int | None, int, int]
"""The device or the user that it was shown to, whom it was about, and the quarter of an hour."""


class Quiet:
    """Whom this process has written down already as seen by a reader in a quarter."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted: set[Seen] = set()

    def look(self, scope: Scope, recipient_id: int, *, refresh: bool, **more: Any) -> None:
        """Write down a look; of a page that only refreshed itself, once a quarter of an hour for each person on it.

        `more` is what else `trail.note` takes.
        """
        known = self._is_noted(scope, recipient_id)
        if not (refresh and known):
            trail.note(scope, "read", recipient_id=recipient_id, **more)

    def _is_noted(self, scope: Scope, recipient_id: int) -> bool:
        key = (scope.device_id, scope.user_id, recipient_id, int(clock.now().timestamp()) // QUARTER)
        with self._lock:
            known = key in self._noted
            if len(self._noted) > MOST:
                self._noted.clear()
            self._noted.add(key)
        return known
