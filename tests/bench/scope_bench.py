"""Whether "not yours" takes longer than "not there": the same address with another unit's id and with nobody's."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

from werkzeug.test import TestResponse

from backend.access import api_keys
from schema.db import db
from tests.bench.ratios import Ratio, compare
from tests.bench.town import two_units
from tests.people import Client
from tests.scope.actors import client_of
from tests.scope.table import NOWHERE

MOST = 1.05
"""Ratios nearer to 1 than this drown in the noise of one request."""
EACH = 40
REASON = {"reason": "Klagomål 2026-114"}
Ask = Callable[[Client, int], TestResponse]
ASKED: tuple[tuple[str, str, str, Ask], ...] = (
    ("a person's page", "manager", "recipient_id", lambda who, row: who.get(f"/chef/person/{row}")),
    ("a gap", "manager", "gap_id", lambda who, row: who.get(f"/chef/avvikelse/{row}")),
    ("explaining a gap", "manager", "gap_id", lambda who, row: who.post("/chef/forklara", data={"gap": row})),
    ("a task", "manager", "task_id", lambda who, row: who.post(f"/chef/uppgift/{row}")),
    ("a card", "manager", "recipient_id", lambda who, row: who.post(f"/chef/person/{row}/kort/ny")),
    ("a phone", "manager", "phone_id", lambda who, row: who.post(f"/chef/telefoner/{row}/kod")),
    ("a case", "auditor", "gap_id", lambda who, row: who.post(f"/chef/granskning/{row}", data=REASON)),
    ("an import", "planner", "run_id", lambda who, row: who.get(f"/plan/{row}")),
    ("a visit", "worker", "visit_id", lambda who, row: who.get(f"/personal/besok/{row}")),
)


def main() -> None:
    """Measure each address, then break-glass and the API."""
    for name, actor, what, ask in ASKED:
        with two_units() as (app, staff, norr, syd):
            client = client_of(app, staff, actor, norr)
            app.config.update(WTF_CSRF_ENABLED=False, WTF_CSRF_CHECK_DEFAULT=False)
            _compare(name, lambda row, ask=ask, client=client: ask(client, row), syd.ids[what], NOWHERE)
    with two_units() as (app, _, norr, _):
        key = api_keys.create("x", ["visits:read"], "plan")
        db.session.commit()
        other = Client(app)
        other.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        _compare(
            "the API: protected and nobody", lambda who: other.get(f"/api/v1/visits?recipient={who}"), "sture", "s"
        )


def _compare(name: str, ask: Callable[..., TestResponse], not_yours: object, not_there: object) -> Ratio:
    def took(which: object) -> float:
        times = []
        for _ in range(EACH):
            begun = perf_counter()
            answer = ask(which)
            times.append(perf_counter() - begun)
            answer.close()
        return median(times)

    return compare(name, lambda: took(not_yours), lambda: took(not_there), rounds=9, at_most=MOST, unit=" s")
