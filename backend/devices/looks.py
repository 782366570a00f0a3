"""How often an open page that refreshes itself is written down: once a device and quarter of an hour."""

from __future__ import annotations

import threading

from schema import clock

QUARTER = 900
MOST = 100_000


class Quiet:
    """The quarters in which this process has written a device's look already."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted: set[tuple[int, int]] = set()

    def is_noted(self, device_id: int) -> bool:
        """Whether a look of this quarter of an hour is on record; from now on it is."""
        key = (device_id, int(clock.now().timestamp()) // QUARTER)
        with self._lock:
            known = key in self._noted
            if len(self._noted) > MOST:
                self._noted.clear()
            self._noted.add(key)
        return known
