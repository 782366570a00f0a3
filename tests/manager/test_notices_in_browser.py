"""The pages of a unit's notices and of one message in a real browser: readable by all, on a phone and wide."""

from __future__ import annotations

import pytest
import time_machine
from sqlalchemy import select

from backend import jobs
from backend.access.signin import create_user
from schema import clock
from schema.db import db
from schema.tables import Announcement, Message, Recipient, UnitNotice
from tests.browsing import check_accessible, small_targets
from tests.manager.desk import at, lay_plan
from tests.packages import small_package
from tests.people import PASSWORD, enter

pytestmark = pytest.mark.browser


@pytest.fixture
def morning(app, tmp_path):
    """A morning in shadow mode, with a doubtful number and something that the fuse holds; a message's id."""
    people = small_package()["recipients"]
    for row in people:
        row["sms_detail"] = "names"
    people[2]["phone"] = people[1]["phone"]
    lay_plan(tmp_path, recipients=people)
    elsa = db.session.scalars(select(Recipient).where(Recipient.outside_id == "elsa")).one()
    db.session.add(UnitNotice(unit_id=elsa.unit_id, mode="shadow", monthly_segments=2, recorded_at=at("6:00")))
    times = {"arose_at": at("9:00"), "ready_at": at("9:00"), "decided_at": at("9:00"), "expires_at": at("18:00")}
    db.session.add(
        Announcement(key="x", kind="change", outcome="fuse", unit_id=elsa.unit_id, recipient_id=elsa.id, **times)
    )
    db.session.commit()
    with clock.standing_at(at("6:30")):
        jobs.once("morning_list", at("6:30"))
    create_user("chef@example.se", "Maria Chef", PASSWORD, "manager", [elsa.unit_id], from_on=at("6:00").date())
    db.session.commit()
    with time_machine.travel(at("12:00"), tick=False):
        yield next(one.id for one in db.session.scalars(select(Message)) if one.number == elsa.phone)


@pytest.mark.parametrize(("dark", "width"), [(True, 390), (False, 1280)])
def test_the_pages_are_readable_by_all(morning: int, open_page, dark: bool, width: int) -> None:
    page = open_page("/logga-in?next=/chef/besked", dark=dark, viewport={"width": width, "height": 900})
    enter(page, "chef@example.se")
    db.session.rollback()  # the server must get its turn to write
    for path in ("/chef/besked", f"/chef/meddelande/{morning}"):
        page.goto(page.url.split("/chef")[0] + path)
        for summary in page.locator("main summary").all():
            summary.click()
        check_accessible(page)
        assert small_targets(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
