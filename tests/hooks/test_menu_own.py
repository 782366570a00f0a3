"""What is hers in a call besides the visits: what she asked is taken back, and her month is read out."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from schema.db import db
from schema.tables import Decision, RequestStep, Trail
from tests.hooks.menu_world import MAIN, Elsa, elsa, live
from tests.notices.town import DAY
from tests.people import Client


def test_what_she_asked_is_taken_back_while_nobody_has_answered(elsa: Elsa, twilio: Client) -> None:
    call = elsa.calls(twilio)
    for key in ("4", "*", "1", "1", "4"):
        call.press(key)
    assert call.press("*")[1:3] == [
        "Du har bett om en ändring. Hemtjänsten har inte svarat än.", "För att ta tillbaka det du bad om, tryck ett.",
    ]  # fmt: skip
    assert call.press("1")[0] == "Du har tagit tillbaka det. Besöket blir av som vanligt."
    call.press("4")
    assert call.press("*")[1] == "För att avboka besöket, tryck ett.", "she may ask again"
    step = db.session.scalars(select(RequestStep)).one()
    assert (step.step, step.user_id, step.device_id) == ("withdrawn", None, None)


def test_her_month_is_read_out(elsa: Elsa, twilio: Client) -> None:
    first = DAY.replace(day=1)
    granted = {"recipient_id": elsa.id, "hours_per_month": Decimal("20.5"), "decided_on": first, "starts_on": first}
    db.session.add(Decision(source="plan", outside_id="d", kind="SoL", own_request=False, **granted))
    db.session.commit()
    call = elsa.calls(twilio)
    call.press("2")
    said = call.press("3")
    assert said[:2] == ["Din månad november, så långt den har kommit.", "Beviljat: 20 timmar 30 minuter."]
    assert said[2].startswith("Planerat: ") and said[3] == "Utfört: 0 minuter."
    assert MAIN[0] in said, "and then the choices"
    assert [row.reason for row in db.session.scalars(select(Trail).where(Trail.action == "change"))] == []


__all__ = ["elsa", "live"]
