"""Everything that was to be told of somebody, said by her, or done because nobody came to her, long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from schema.db import db
from schema.tables import Alert, Announcement, CallerPin, CameAnswer, InboundText, Message, NoticeWish, Visit


def lay(recipient_id: int, unit_id: int, at: datetime) -> None:
    """A row of each kind; the alert's text names nobody, and leads to her visit alone."""
    visit_id = db.session.scalars(select(Visit.id).where(Visit.recipient_id == recipient_id)).first()
    hers = {"recipient_id": recipient_id}
    db.session.add_all([
        Alert(visit_id=visit_id, unit_id=unit_id, raised_at=at, step=1, **hers),
        Announcement(key=f"change:{recipient_id}", kind="change", unit_id=unit_id, visit_id=visit_id, arose_at=at,
                     ready_at=at, expires_at=at, **hers),
        CallerPin(pin_hash="x", set_at=at, **hers),
        CameAnswer(visit_id=visit_id, date=at.date(), came=True, answered_at=at, **hers),
        InboundText(sid=f"SM{recipient_id}", number="+46701740699", number_hash="h", body="Hej", meaning="other",
                    unit_id=unit_id, received_at=at, **hers),
        NoticeWish(notices="all", evening_before=False, recorded_at=at, **hers),
        Message(kind="alert", channel="twilio_sms", number="+46701740677", number_hash="k", language="sv", body="Ring",
                state="delivered", created_at=at, due_at=at, expires_at=at + timedelta(hours=1), visit_id=visit_id),
    ])  # fmt: skip
    db.session.flush()
