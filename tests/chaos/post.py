"""The providers' receipts: lost, doubled, reordered, hours late; told to the service's own hooks, signed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from tests.fake_elks import FakeElks
from tests.fake_twilio import FakeTwilio
from tests.fake_twilio.callbacks import tell
from tests.people import Client

LOST, DOUBLED, FAILS = 0.1, 0.1, 0.05
AT_A_TIME = 100
"""Receipts told between two looks at the workers."""


@dataclass
class Post:
    """Carries receipts of what the fakes have accepted since it was last asked."""

    app: Flask
    twilio: FakeTwilio
    elks: FakeElks
    chance: random.Random
    told: dict[str, int] = field(default_factory=lambda: {"lost": 0, "told": 0})
    _seen: set[str] = field(default_factory=set)
    _waiting: list[tuple[str, str, str]] = field(default_factory=list)

    def carry(self, *, all_of_them: bool = False) -> None:
        """Tell some receipts, in no order; or all that are left."""
        self._collect()
        self.chance.shuffle(self._waiting)
        keep = 0 if all_of_them else max(len(self._waiting) - AT_A_TIME, len(self._waiting) // 3)
        client = Client(self.app)
        while len(self._waiting) > keep:
            sid, where, status = self._waiting.pop()
            self._tell(client, sid, where, status)

    def _collect(self) -> None:
        hooks = [(one["sid"], _callback(one, self.twilio)) for one in self.twilio.accepted]
        hooks += [(one["id"], self.elks.callbacks[one["id"]]) for one in self.elks.accepted]
        for sid, where in hooks:
            if sid in self._seen:
                continue
            self._seen.add(sid)
            if self.chance.random() < LOST:
                self.told["lost"] += 1
                continue
            ends = "failed" if self.chance.random() < FAILS else "delivered"
            words = ["sent", ends] * (2 if self.chance.random() < DOUBLED else 1)
            self._waiting += [(sid, where, word) for word in words]

    def _tell(self, client: Client, sid: str, where: str, status: str) -> None:
        self.told["told"] += 1
        if sid.startswith("SM"):
            answer = tell(client, where, {"MessageSid": sid, "MessageStatus": status})
        else:
            parts = urlsplit(where)
            answer = client.post(f"{parts.path}?{parts.query}", data={"id": sid, "status": status})
        assert answer.status_code == 204, answer.status_code


def _callback(message: dict[str, Any], twilio: FakeTwilio) -> str:
    return twilio.messages.callbacks[message["sid"]]
