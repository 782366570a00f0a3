"""What one account asked the fake for, as it stands now: shared by messages and calls."""

from __future__ import annotations

import threading
from typing import Any

Thing = dict[str, Any]


class Ledger:
    """Everything accepted, in order. Twilio's own listings show the newest first."""

    def __init__(self, account: str):
        self._account = account
        self._made: list[Thing] = []
        self._lock = threading.Lock()

    def all(self) -> list[Thing]:
        """Everything accepted, in order."""
        with self._lock:
            return list(self._made)

    def by_sid(self, sid: str) -> Thing | None:
        """One of them."""
        return next((one for one in self.all() if one["sid"] == sid), None)

    def listed(self, query: dict[str, str]) -> list[Thing]:
        """Those that a query asks for, newest first."""
        return [
            one
            for one in reversed(self.all())
            if query.get("To") in (None, one["to"]) and query.get("From") in (None, one["from"])
        ]
