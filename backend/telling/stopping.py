"""No more letters: a signed address in each, that does this one thing and opens nothing. No function commits."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select, update

from backend.access import trail
from backend.access.scope import Scope
from backend.telling import wishes
from notifications.events import Kind
from notifications.states import State
from schema import clock
from schema.db import db
from schema.settings import Settings
from schema.tables import Message, Relative, Withdrawal

PAGE = "/anhorig/avsluta/"
BY_LETTER = Scope(role="relative", unit_ids=frozenset())
"""Whoever has the letter: a relative, as far as anybody knows."""


def address(settings: Settings, email_hash: str) -> str:
    """Where whoever reads letters at an e-mail address ends them. It names nobody, and never expires."""
    return f"{settings.public_url}{PAGE}{_signer(settings).dumps(email_hash)}"


def read(settings: Settings, token: str) -> str | None:
    """The hash of the e-mail address that a signed address was made for; None for one that is not ours."""
    try:
        found = _signer(settings).loads(token)
    except BadSignature:
        return None
    return found if isinstance(found, str) else None


def stop(settings: Settings, token: str) -> bool:
    """Send nothing more to whom a signed address was made for; False for one that is not ours.

    As a STOPP from a number: withdrawn, on record, and what waits is not sent. Who is told by another way still is.
    """
    email_hash = read(settings, token)
    if email_hash is None:
        return False
    rows = db.session.scalars(
        select(Relative).where(Relative.email_hash == email_hash, Relative.revision > 0).order_by(Relative.id)
    ).all()
    by_letter = wishes.by_letter([row.id for row in rows])
    for row in rows:
        if row.id in by_letter or not row.phone_hash or row.phone_closed_at is not None:
            _silence(row)
    return True


def _silence(row: Relative) -> None:
    now = clock.now()
    if wishes.silence(row.id) or row.notices != "none":
        db.session.add(Withdrawal(what="notices", relative_id=row.id, withdrawn_at=now))
        row.notices = "none"
    trail.note(BY_LETTER, "change", recipient_id=row.recipient_id, reason="letter_answered:stop")
    drop_queued(row.id)


def drop_queued(relative_id: int) -> None:
    """What waits for a relative is not sent; a code that she asked for is."""
    gone = {"state": State.SUPPRESSED, "reason": "not_wanted", "settled_at": clock.now()}
    waiting = Message.relative_id == relative_id, Message.state == State.QUEUED, Message.kind != Kind.CODE
    db.session.execute(update(Message).where(*waiting).values(**gone), execution_options={"synchronize_session": False})


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key, salt="no-more-letters")
