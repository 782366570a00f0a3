"""How often an open page that refreshes itself is written down: once a device and quarter of an hour."""

from __future__ import annotations

import threading

from backend.access import trail
from backend.access.scope import Scope
from schema import clock

QUARTER = 900
MOST = 100_000


class Quiet:
    """The quarters in which this process has written a device's look already."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted: set[tuple[int | None, int]] = set()

    def look(self, scope: Scope, recipient_id: int, *, refresh: bool) -> None:
        """Write down a look of a device's; a page that only refreshed itself once a quarter of an hour."""
        known = self._is_noted(scope.device_id)
        if not (refresh and known):
            trail.note(scope, "read", recipient_id=recipient_id)

    def _is_noted(self, device_id: int | None) -> bool:
        key = (device_id, int(clock.now().timestamp()) // QUARTER)
        with self._lock:
            known = key in self._noted
            if len(self._noted) > MOST:
                self._noted.clear()
            self._noted.add(key)
        return known
