"""What stands in a unit about telling: a text that waits, a list that did not arrive, somebody on call, an alert."""

from __future__ import annotations

from datetime import time
from typing import Any

from schema import clock
from schema.db import db
from schema.reach import hashed_number
from schema.tables import Alert, InboundText, Message, OnCall, Promise, Recipient, Remark, VisitRequest
from tests.scope.world import MARK, Place

NUMBER = "+46701740690"


def lay(place: Place, person: Recipient) -> None:
    """Lay it into the unit of a place, about its recipient; the place knows it by what addresses call it."""
    now, told = clock.now(), hashed_number(NUMBER)
    if person.phone_hash is None:
        person.phone, person.phone_hash = NUMBER, told
    said = MARK if place.unit == "syd" else "Hej"
    made: dict[str, Any] = {
        "text_id": InboundText(sid=f"SM{place.unit}", number=NUMBER, number_hash=told, body=said, meaning="other",
                               unit_id=place.unit_id, recipient_id=person.id, received_at=now),
        "message_id": Message(kind="morning", channel="twilio_sms", unit_id=place.unit_id, number=NUMBER,
                              number_hash=person.phone_hash, language="sv", state="undelivered", created_at=now,
                              due_at=now, expires_at=now),
        "step_id": OnCall(unit_id=place.unit_id, step=1, name=said, phone=NUMBER, phone_hash=told, from_time=time(7),
                          to_time=time(16), minutes=10),
        "remark_id": Remark(once=place.unit, kind="message", recipient_id=person.id, unit_id=place.unit_id, text=said,
                            date=clock.today(), way="page", said_at=now),
        "alert_id": Alert(visit_id=place.ids["visit_id"], unit_id=place.unit_id, recipient_id=person.id, raised_at=now,
                          step=0),
        "request_id": VisitRequest(once=f"o{place.unit}", kind="decline", recipient_id=person.id, date=clock.today(),
                                   visit_id=place.ids["visit_id"], unit_id=place.unit_id, revision=1, text=said,
                                   asked_at=now),
    }  # fmt: skip
    db.session.add_all(made.values())
    db.session.flush()
    place.ids.update({name: row.id for name, row in made.items()})
    db.session.add(Promise(visit_id=place.ids["visit_id"], revision=1, message_id=place.ids["message_id"], told_at=now))
