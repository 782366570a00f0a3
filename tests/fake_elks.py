"""A 46elks that answers like the real one, as far as we use it: its documentation's "Send SMS" and "SMS history"."""

from __future__ import annotations

import re
import threading
import uuid
from dataclasses import dataclass, field
from typing import Any

from notifications.sms_text import measure
from schema import clock
from tests.fake_http import FakeProvider

USER, PASSWORD = "u0123456789abcdef", "a-secret-of-46elks"
E164 = re.compile(r"\+[1-9]\d{6,14}")
SENDER = re.compile(r"\+[1-9]\d{6,14}|[A-Za-z][A-Za-z0-9]{2,10}")
MOST = 100
TOLD = {
    400: "Invalid number", 401: "API access requires Basic HTTP authentication", 402: "Not enough credits",
    403: "Request rejected", 404: "Not found", 429: "Too many requests", 500: "Internal server error",
}  # fmt: skip


@dataclass
class FakeElks(FakeProvider):
    """A running fake; `accepted` are the messages that 46elks would send."""

    _made: list[dict[str, Any]] = field(default_factory=list)
    _making: threading.Lock = field(default_factory=threading.Lock)
    callbacks: dict[str, str] = field(default_factory=dict)
    """Id → where it is to tell how a message went."""

    @property
    def accepted(self) -> list[dict[str, Any]]:
        with self._making:
            return list(self._made)

    @property
    def settings(self) -> dict[str, str]:
        """The settings of an installation that uses this fake."""
        return {
            "elks_username": USER, "elks_password": PASSWORD, "elks_base_url": self.url, "elks_from": "+46766861234",
        }  # fmt: skip

    def lets_in(self, user: str, path: str) -> bool:
        return user == f"{USER}:{PASSWORD}"

    def refusal(self, code: int) -> tuple[int, Any]:
        return code, TOLD[code]

    def act(self, method: str, path: str, query: dict[str, str], form: dict[str, str]) -> tuple[int, Any]:
        if path != "/a1/sms":
            return self.refusal(404)
        return self._create(form) if method == "POST" else (200, self._listed(query))

    def _create(self, form: dict[str, str]) -> tuple[int, Any]:
        for name, shape in (("from", SENDER), ("to", E164), ("message", re.compile(r"(?s).+"))):
            if not shape.fullmatch(form.get(name, "")):
                return 400, f"Invalid or missing {name}"
        made = {
            "status": "created", "direction": "outgoing", "from": form["from"], "to": form["to"],
            "created": clock.now().strftime("%Y-%m-%dT%H:%M:%S.%f"), "parts": measure(form["message"]).segments,
            "id": f"s{uuid.uuid4().hex}", "cost": 3500, "message": form["message"],
        }  # fmt: skip
        with self._making:
            self._made.append(made)
            self.callbacks[made["id"]] = form.get("whendelivered", "")
        return 200, made

    def _listed(self, query: dict[str, str]) -> dict[str, Any]:
        limit = min(int(query.get("limit", MOST)), MOST)
        found = [one for one in reversed(self.accepted) if query.get("to") in (None, one["to"])]
        answer: dict[str, Any] = {"data": found[:limit]}
        return answer | ({"next": found[limit - 1]["created"]} if len(found) > limit else {})
