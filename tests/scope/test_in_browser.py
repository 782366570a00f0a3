"""The pages of scope and log check in a real browser: on a phone by night, at a desk by day, on paper."""

from __future__ import annotations

import pytest

from backend.access.signin import create_user
from schema.db import db
from schema.tables import BreakGlass
from tests.browsing import look_over
from tests.people import PASSWORD, enter
from tests.scope.actors import furnish
from tests.scope.test_break_glass import WHY

pytestmark = pytest.mark.browser
PAGES = {
    "head": ["/chef/loggkontroll"],
    "manager": ["/chef/nodoppning", "/chef/enheter", "/chef/telefoner", "/chef/person/{recipient_id}"],
    "auditor": ["/chef/granskning", "/chef/granskning?enhet={unit_id}&slag=late", "/chef/granskning/1"],
    "admin": ["/admin/anvandare", "/admin/handlaggare", "/admin/inloggning", "/admin/utkorg"],
}
PAGES["manager"] += ["/chef", "/chef/inkorg", "/chef/ring", "/chef/jour"]
PAGES["manager"] += [f"/chef/person/{{recipient_id}}/{page}" for page in ("sagt", "andra")]


@pytest.mark.parametrize("role", PAGES)
def test_the_pages_are_for_everybody(open_page, places, staff, role) -> None:
    norr, syd = places
    furnish(norr)
    manager = staff("manager", ["norr"])
    manager.submit("/chef/nodoppning", {"whom": "sven", "reason": WHY}, page="/chef/nodoppning")
    manager.get(f"/chef/person/{syd.ids['recipient_id']}")
    unit_id = norr.unit_id if role == "manager" else None
    person = create_user("eva@example.se", "Eva Åkerlund", PASSWORD, role, [unit_id])
    db.session.flush()
    if role == "manager":
        row = db.session.query(BreakGlass).filter_by(user_id=manager.user.id).one()
        db.session.add(BreakGlass(user_id=person.id, recipient_id=row.recipient_id, reason=WHY, opened_at=row.opened_at,
                                  until_at=row.until_at))  # fmt: skip
    db.session.commit()
    page = open_page("/logga-in")
    enter(page, "eva@example.se")
    for path in PAGES[role]:
        look_over(page, path.format(**norr.ids))
