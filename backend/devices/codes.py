"""One-time codes: sent to a number or an address, good once and soon, in the browser that asked and in no other.

A code is stored only as a keyed hash over itself and the ticket that its browser keeps, so that neither the database
nor its keys give it away. Asking for somebody who is not there does the same work and gets the same answer.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import current_app, request
from sqlalchemy import ColumnElement, select, update

from backend.access import limit, trail
from backend.access.scope import NOBODY, Scope
from backend.access.transaction import stands
from backend.devices import numbers
from notifications import letters
from schema import clock
from schema.db import db
from schema.keyring import new_token, ring
from schema.reach import hashed
from schema.tables import Code

LASTS = timedelta(minutes=10)
PAPER_LASTS = timedelta(days=7)
DIGITS, PAPER_DIGITS = 6, 8
MOST_WRONG = 5
LONGEST_TYPED = 40
NOWHERE = {"sms": "+46700000000", "call": "+46700000000", "email": "nobody@example.se"}


def ask(
    purpose: str, *, way: str, to: str | None, asked_for: str, language: str = "sv", recipient_id: int | None = None,
    relative_id: int | None = None, user_id: int | None = None, unit_id: int | None = None,
    scope: Scope = NOBODY,
) -> str:  # fmt: skip
    """Make a code, store its hash and queue it for `to` by sms, call or email. Returns the browser's ticket.

    `to` None: there is nobody, or she may not have one; the caller shows the same page. `asked_for` is what was typed
    or shown (a number, an address, a card's token): it is limited whether it leads to somebody or not. `scope` is who
    asked, for the trail. Raises limit.TooMany (429), after a row in the trail.
    """
    _count_asked(asked_for, to, way)
    ticket, code, now = new_token(), _digits(DIGITS), clock.now()
    owner = {"recipient_id": recipient_id, "relative_id": relative_id, "user_id": user_id} if to else {}
    row = Code(
        purpose=purpose, way=way, ticket_hash=_ticket_hash(ticket), code_hash=_code_hash(ticket, code),
        sent_to_hash=hashed(way, to or NOWHERE[way]), wrong=0, made_at=now, expires_at=now + LASTS, **owner,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    trail.note(scope, "change", recipient_id=recipient_id if to else None, reason=f"code_asked:{purpose}:{way}")
    with db.session.begin_nested() as attempt:
        letters.send_code(
            current_app.extensions["settings"], way=way, to=to or NOWHERE[way], code=code, language=language,
            expires_at=row.expires_at, unit_id=unit_id, **owner,
        )  # fmt: skip
        if to is None:
            attempt.rollback()  # the same work, for the same time
    return ticket


def on_paper(purpose: str, *, user_id: int, made_by_user_id: int, lasts: timedelta = PAPER_LASTS) -> str:
    """Make a code to hand over on paper: eight digits, shown once. Those made before for the same purpose end."""
    now, code = clock.now(), _digits(PAPER_DIGITS)
    row = Code(
        purpose=purpose, way="paper", user_id=user_id, code_hash=_code_hash(f"{purpose}:{user_id}", code), wrong=0,
        made_at=now, made_by_user_id=made_by_user_id, expires_at=now + lasts,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _end_others(row, now)
    return code


def redeem(purpose: str, ticket: str | None, code: str) -> Code | None:
    """The code that a browser's ticket and what was typed fit, now used; None for anything else, with a trail row.

    Each try is counted before it is looked at, and counts though the answer is an error. What came back verifies the
    number or address it was sent to. Raises limit.TooMany (429), after a row in the trail.
    """
    ticket = (ticket or "")[:LONGEST_TYPED]
    fits = Code.ticket_hash == _ticket_hash(ticket)
    return _redeem(purpose, fits, ticket, code, ("ticket", ticket))


def redeem_paper(purpose: str, user_id: int, code: str) -> Code | None:
    """As `redeem`, for a code that was handed over on paper to a user of the staff."""
    fits = (Code.user_id == user_id) & (Code.way == "paper")
    return _redeem(purpose, fits, f"{purpose}:{user_id}", code, ("paper", user_id))


def _redeem(purpose: str, fits: ColumnElement[bool], key: str, typed: str, subject: tuple[object, ...]) -> Code | None:
    with _limited():
        limit.attempt("code_tried_address", request.remote_addr)
        limit.attempt("code_tried", *subject)
    now, digits = clock.now(), _plain(typed)
    counted = db.session.execute(
        update(Code)
        .where(Code.purpose == purpose, fits, Code.used_at.is_(None), Code.expires_at > now, Code.wrong < MOST_WRONG)
        .values(wrong=Code.wrong + 1)
        .returning(Code.id, Code.code_hash)
        .execution_options(synchronize_session=False)
    ).all()  # whoever tries at the same time waits here, and is then one try later
    expected = _code_hash(key, digits)
    right = [row.id for row in counted if hmac.compare_digest(row.code_hash, expected)]
    code = db.session.get(Code, right[0], populate_existing=True) if right else None
    if code is None or not numbers.came_back(code):
        _refuse(purpose, fits, wrong=bool(counted))
        return None
    code.used_at = now
    _end_others(code, now)
    return code


def _refuse(purpose: str, fits: ColumnElement[bool], *, wrong: bool) -> None:
    """Let the count stand, and tell the trail why; who tried is told nothing of it."""
    stands()
    row = db.session.scalar(select(Code).where(Code.purpose == purpose, fits).order_by(Code.id.desc()).limit(1))
    if row is None:
        reason = "code_unknown"
    elif row.used_at is not None:
        reason = "code_used"
    elif wrong:
        reason = "code_wrong"
    else:
        reason = "code_expired" if row.expires_at <= clock.now() else "code_locked"
    trail.note(NOBODY, "refused", recipient_id=row.recipient_id if row else None, reason=reason)


def _end_others(code: Code, now: datetime) -> None:
    """What else was sent or handed to the same person for the same purpose opens nothing any more."""
    owner = (
        Code.recipient_id.is_not_distinct_from(code.recipient_id),
        Code.relative_id.is_not_distinct_from(code.relative_id),
        Code.user_id.is_not_distinct_from(code.user_id),
    )
    others = update(Code).where(Code.purpose == code.purpose, *owner, Code.used_at.is_(None), Code.expires_at > now)
    db.session.execute(others.where(Code.id != code.id).values(expires_at=now))


def _count_asked(asked_for: str, to: str | None, way: str) -> None:
    """Counted for who asks, for what was asked for, and for the number itself however it is asked for."""
    number = hashed(way, to) if to else f"nobody {asked_for}"
    with _limited():
        limit.attempt("code_asked_address", request.remote_addr)
        for rule in ("code_asked_number", "code_asked_day"):
            limit.attempt(rule, "asked for", asked_for)
            limit.attempt(rule, number)


@contextmanager
def _limited() -> Iterator[None]:
    """One try too many leaves a row in the trail, and goes on as the 429 that it is."""
    try:
        yield
    except limit.TooMany:
        trail.refused(reason="code_too_often")
        raise


def _digits(count: int) -> str:
    return f"{secrets.randbelow(10**count):0{count}}"


def _plain(typed: str) -> str:
    """The digits of what somebody typed: "123 456" is a code too."""
    return "".join(sign for sign in typed[:LONGEST_TYPED] if sign in "0123456789")


def _ticket_hash(ticket: str) -> str:
    return ring().look_up("ticket", ticket)


def _code_hash(key: str, code: str) -> str:
    """`key` is what only its holder has: the ticket; on paper, whose it is."""
    return ring().look_up("code", f"{key}\0{code}")
