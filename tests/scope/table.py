"""The table of routes (routes.txt): read, and driven. One line a route; a column for each who asks.

A cell is the status of the answer in Norr, then after a stroke that to the same address of Syd's, where the address
names something. `in`: led to the sign-in (302); `no`: refused (403). Where a cell has one word, both are alike.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.engine import make_url
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from schema.db import db
from tests.apps import dispose
from tests.people import Client
from tests.scope.actors import ACTORS
from tests.scope.world import Place

FILE = Path(__file__).with_name("routes.txt")
WORDS = {"in": 302, "no": 403}
NOWHERE = 2**40
"""An id that nobody has."""
SAMPLES = {
    "day": "2026-11-24", "what": "sms_detail", "step": "neka", "code": "ABCDEFGHJK", "kind": "recipient",
    "filename": "vemkommer.css", "name": "1.20261124.x", "month_name": "2026-11", "feedback_id": "1",
}  # fmt: skip
ACTIONS = {"manager_person.card": "ny", "manager_phones.act": "stang-av", "manager_calls.tick": "klart",
           "manager_alerts.act": "ta", "manager_remarks.act": "ringt", "planner_requests.answer": "nej"}  # fmt: skip
FILES = ("static", "fs-static")
"""Files of the look are for anybody, and are nobody's."""
EVENT = "00000000-0000-4000-8000-000000000001"
FORMS: dict[str, dict[str, Any]] = {
    "choices.choose": {"value": "names"},
    "manager_case.case": {"reason": "Klagomål 2026-114"},
    "manager_notices.wish": {"notices": "none"},
    "manager_notices.wish_of_relative": {"notices": "all"},
    "manager_opening.open_up": {"whom": "sven", "reason": "Larmar hemifrån"},
    "privacy_incidents.begin": {"day": "2026-11-24", "time": "11:30", "text": "En telefon är borta"},
    "privacy_incidents.step": {"day": "2026-11-24", "time": "11:30", "text": "Spärrad", "step": "measure"},
    "manager_inbox.answer": {"words": "Ja, klockan nio"},
    "manager_remarks.answer": {"answer": "Ja"},
    "manager_remarks.answer_gap": {"answer": "Ja"},
    "manager_remarks.write_down": {"kind": "message", "way": "spoken", "text": "Ring"},
    "manager_logcheck.mark": {"verdict": "in_order"},
    "manager_logcheck.opening": {"verdict": "in_order"},
    "manager_offer.choose": {"hours": "24", "survey": "on", "fee_by": "planned"},
    "manager_sending.mode": {"mode": "shadow"},
    "manager_sending.budget": {"segments": "500"},
    "manager_sending.held": {"what": "let_go"},
    "relative_notices.choose": {"notices": "none"},
    "relative_writing.write": {"kind": "message", "text": "Hej"},
    "said.say": {"kind": "too_short"},
    "card_said.say": {"kind": "too_short"},
    "worker.register": {"kind": "check_out", "event_id": EVENT},
    "worker.afterwards": {"came": "08:10", "event_id": EVENT},
    "worker.regret": {"event_id": EVENT},
    "worker_card.register": {"kind": "check_in", "event_id": EVENT},
}
"""What a form must say to be more than a bad request, by endpoint."""


@dataclass(frozen=True)
class Line:
    """One route with a method, and what each who asks gets."""

    method: str
    address: str
    cells: dict[str, str]

    def expected(self, actor: str) -> tuple[int, int]:
        """The status in Norr, and of the same in Syd."""
        own, _, other = self.cells[actor].partition("/")
        return _status(own), _status(other or own)


def lines() -> dict[tuple[str, str], Line]:
    """The table by method and address."""
    found = {}
    for text in FILE.read_text(encoding="utf-8").splitlines():
        if text.strip() and not text.startswith("#"):
            method, address, *cells = text.split()
            assert len(cells) == len(ACTORS), f"{len(cells)} cells instead of {len(ACTORS)}: {text}"
            found[method, address] = Line(method, address, dict(zip(ACTORS, cells, strict=True)))
    return found


def routes(app: Flask) -> list[tuple[str, Rule]]:
    """Every route with each of its methods, but for files."""
    return [
        (method, rule)
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        if not rule.endpoint.endswith("static")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def address_of(rule: Rule, place: Place, **instead: Any) -> str:
    """The address of something in a unit."""
    known = {**SAMPLES, "action": ACTIONS.get(rule.endpoint, "x"), **place.ids, **instead}

    def part(match: re.Match[str]) -> str:
        return str(known.get(match[1].rpartition(":")[2], "x"))

    return re.sub(r"<([^>]+)>", part, rule.rule)


def names_something(rule: Rule) -> bool:
    """Whether an address says whose or which it is."""
    return bool({name for name in rule.arguments} - {"filename", "day", "what", "step", "action", "kind", "code"})


def ask(client: Client, method: str, rule: Rule, address: str, place: Place) -> TestResponse:
    """One request, with a browser's cookies as they were."""
    cookies = dict(client._cookies)
    fields = dict(FORMS.get(rule.endpoint, {}))
    if rule.endpoint == "worker_card.register":
        fields |= {"recipient_id": place.ids["recipient_id"]}
    if rule.endpoint == "privacy_incidents.begin":
        fields |= {"unit": place.unit_id}
    if rule.endpoint == "manager.explain":
        fields |= {"gap": place.ids["gap_id"], "reason": "alarm"}
    try:
        return client.open(address, method=method, data=fields if method == "POST" else None)
    finally:
        client._cookies = cookies


class Standing:
    """The database as it stands now, to be put back after each request."""

    def __init__(self, app: Flask):
        self.app = app
        self.path = Path(str(make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database))
        self.kept, self.limits = self.path.with_suffix(".kept"), Path(f"{self.path}.limits")
        dispose(self.app)
        shutil.copyfile(self.path, self.kept)
        self._restore()

    def restore(self) -> None:
        """Put it back, and forget what was counted. Most requests change nothing: then there is nothing to put back."""
        db.session.remove()
        if self._changed():
            self._restore()

    def _changed(self) -> bool:
        """What is written stands in the log beside the file until it is moved into the file, which is then no more of
        the age that it was given here."""
        log = Path(f"{self.path}-wal")
        return self.path.stat().st_mtime != 0 or (log.exists() and log.stat().st_size > 0) or self.limits.exists()

    def _restore(self) -> None:
        dispose(self.app)
        for ending in ("-wal", "-shm", ".limits"):
            Path(f"{self.path}{ending}").unlink(missing_ok=True)
        shutil.copyfile(self.kept, self.path)
        os.utime(self.path, (0, 0))


def _status(word: str) -> int:
    return WORDS.get(word) or int(word)


def word(status: int, location: str | None = None) -> str:
    """A status as a cell has it."""
    if status == 302 and (location or "").startswith("/logga-in"):
        return "in"
    return "no" if status == 403 else str(status)


__all__ = ["NOWHERE", "Line", "Standing", "address_of", "ask", "lines", "names_something", "routes", "word"]
