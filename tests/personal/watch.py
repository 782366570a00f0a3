"""Somebody who drives the service as everybody, and notes where a mark came out that should not have."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.house.test_routes import address_of, rules_of
from tests.people import Client
from tests.personal.marks import MARK, PROTECTED, TYPED

LINK = re.compile(r"""(?:href|src|action|formaction)=["']?([^"'>\s]*)""")
NO_REQUEST = ("tel:", "mailto:", "sms:", "data:")
"""Links that lead to no server."""
WORDS = ("name", "text", "reason", "email", "note", "password", "code", "pin", "label", "reach", "q", "unit", "why")
FORM = {word: f"YQXJVK{word}" for word in WORDS}
FORM_AGAIN = (409, 422)
"""A form shown again, with what is wrong in it or because a colleague was first: to the same reader as before."""
ALLOWED = {
    r"worker of syd: GET /personal/kort/<token> 200": "whoever reads the card stands in the home, and is on the trail",
}
"""Where a mark may come out → why."""
LAST = ("/logga-ut", "/konto/inloggning", "/konto/losenord", "/anhorig/logga-ut", "/personal/byt", "stang")
"""What ends the session that looks is tried at the end."""


@dataclass
class Watch:
    """What came out, and where."""

    app: Flask
    leaks: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    seen: int = 0
    statuses: set[int] = field(default_factory=set)

    def drive(
        self,
        who: str,
        client: Client,
        known: dict[str, str],
        *,
        may_see: bool,
        headers: Any = None,
        strange: bool = False,
    ) -> None:
        """Open every route in every way it knows, with what is typed; where `strange` also with what does not exist."""
        self.app.config["WTF_CSRF_ENABLED"] = False  # so that what is typed comes as far as it can
        for rule, method in self._ways():
            for values in (known, {}) if strange else (known,):
                address = address_of(self.app, rule, **values)
                more: dict[str, Any] = {"data": FORM} if method != "GET" else {"query_string": {"dag": "fel"}}
                if address.startswith("/api/") and method != "GET":
                    more = {"json": {"events": [{"event_id": "YQXJVKid", "note": "YQXJVKnote"}]}}
                with client.open(address, method=method, headers=headers, **more) as answer:
                    self.look(f"{who}: {method} {rule.rule}", answer, may_see=may_see)
        self.app.config["WTF_CSRF_ENABLED"] = True

    def _ways(self) -> Iterator[tuple[Rule, str]]:
        ways = [(rule, method) for rule in rules_of(self.app) for method in ("GET", "POST", "PUT", "DELETE")
                if method in (rule.methods or ())]  # fmt: skip
        return iter(sorted(ways, key=lambda way: (way[0].rule.startswith(LAST) or "stang" in way[0].rule, way[1])))

    def look(self, where: str, answer: TestResponse, *, may_see: bool) -> None:
        """Search one answer: its headers and links for any mark, an error or a stranger's page for any of people."""
        self.seen += 1
        self.statuses.add(answer.status_code)
        if answer.status_code >= 500:
            self.broken.append(f"{where} {answer.status_code}")
        for name, value in answer.headers.items():
            if name == "Set-Cookie":  # what she typed herself may wait in her own session to be said back to her
                self._note(f"{where} cookie", _inside(value), MARK)
            else:
                self._note(f"{where} header {name}", value, MARK, TYPED)
        body = answer.get_data(as_text=True)
        self._note(where, body, PROTECTED)
        if answer.mimetype == "text/html":
            links = [link for link in LINK.findall(body) if not link.startswith(NO_REQUEST)]
            self._note(f"{where} link", " ".join(links), MARK)
        if not may_see or (answer.status_code >= 400 and answer.status_code not in FORM_AGAIN):
            self._note(f"{where} {answer.status_code}", body, MARK)

    def logged(self, where: str, text: str) -> None:
        """Search what was logged or said on the error output: nothing of people, nothing that was typed."""
        for line in text.splitlines():
            self._note(f"{where}: {line[:60]}", line, MARK, TYPED)

    def _note(self, where: str, text: str, *marks: re.Pattern[str]) -> None:
        found = [hit[0] for mark in marks for hit in mark.finditer(text)]
        if found and not any(re.search(place, where) for place in ALLOWED):
            self.leaks.append(f"{where}: {sorted(set(found))[:4]}")


def _inside(cookie: str) -> str:
    """What a cookie says: a session's content is signed, not hidden, and whoever has the browser can read it."""
    payload = cookie.partition("=")[2].partition(";")[0]
    packed, text = payload.startswith("."), payload.lstrip(".").partition(".")[0]
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return (zlib.decompress(raw) if packed else raw).decode("utf-8", "replace")
    except (binascii.Error, ValueError, zlib.error):
        return cookie
