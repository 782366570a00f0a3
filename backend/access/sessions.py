"""Sessions of the staff, on our side: the cookie only names one, and opens nothing once it has ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, g, has_request_context, request, session
from flask_login import user_logged_out  # type: ignore[import-untyped]
from flask_security import login_user, user_authenticated
from sqlalchemy import select, update

from backend.access import factors, trail
from backend.access.audience import STAFF_ROLES
from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.keyring import new_token, ring
from schema.tables import SignIn, User

KEY = "sign_in"
"""Where the browser's cookie keeps the session's key."""
FIRST = "first_step"
"""Where the cookie keeps how the first step was done, while the second is waited for; a password leaves nothing."""
LONGEST_BROWSER = 300
REFRESH = "X-Refresh"
"""The header by which a page that stands open tells that it asks by itself."""


@dataclass(frozen=True)
class Current:
    """The session that a request is of. `half_way`: it opens nothing yet but setting up a second factor."""

    id: int
    way: str
    second_factor: bool
    phone_id: int | None
    half_way: bool


@dataclass(frozen=True)
class Mine:
    """One of a user's own sessions, for her list. `here`: the one that she looks from."""

    id: int
    browser: str | None
    way: str
    started_at: datetime
    seen_at: datetime
    here: bool


def install(app: Flask) -> None:
    """Let every sign-in by the library begin a session of ours, and every sign-out end it."""
    user_authenticated.connect(_begun, app)
    user_logged_out.connect(_left, app)


def begin(
    user: User, way: str, *, second_factor: bool = False, phone_id: int | None = None, provider_sid: str | None = None
) -> None:
    """Sign a user in, in this browser. `way`: password, passkey, oidc or pin; `second_factor`: she has shown one.

    `phone_id` is the enrolled phone that it is on; `provider_sid` the session's name at the identity provider.
    """
    g.begins = {"way": way, "second_factor": second_factor, "phone_id": phone_id, "provider_sid": provider_sid}
    login_user(user, remember=False, authn_via=[way])


def provider_hash(sid: str) -> str:
    """Under which a session's name at the identity provider is found."""
    return ring().look_up("provider_sid", sid)


def key_hash(key: str) -> str:
    """Under which the key of a cookie is found."""
    return ring().look_up("sign_in", key)


def end(sign_in_id: int, why: str) -> bool:
    """End one session; False where it had ended. The caller commits."""
    return _end(why, SignIn.id == sign_in_id) > 0


def end_all(user_id: int, why: str, but: int | None = None) -> int:
    """End every session of a user's, `but` one; how many. The caller commits."""
    return _end(why, SignIn.user_id == user_id, SignIn.id != (but or 0))


def end_pin(user_id: int, why: str) -> int:
    """End every session that a user's PIN opened; how many. The caller commits."""
    return _end(why, SignIn.user_id == user_id, SignIn.way == "pin")


def end_phone(phone_id: int, why: str) -> int:
    """End every session on an enrolled phone; how many. The caller commits."""
    return _end(why, SignIn.phone_id == phone_id)


def end_at_provider(sid_hash: str | None = None, subject_hash: str | None = None) -> int:
    """End what the identity provider says is over: a session of its own, or all of a subject's; how many."""
    if sid_hash is not None:
        return _end("provider", SignIn.provider_sid_hash == sid_hash)
    if subject_hash is None:
        return 0
    users = select(User.id).where(User.subject_hash == subject_hash)
    return _end("provider", SignIn.user_id.in_(users), SignIn.way == "oidc")


def here() -> Current | None:
    """The session of this request; None where nobody is signed in."""
    found: Current | None = g.get("sign_in")
    return found


def by_itself() -> bool:
    """Whether an open page asks without anybody (`refresh.js`): that is no use of a session, and no new look."""
    return REFRESH in request.headers


def mine(user_id: int) -> list[Mine]:
    """A user's sessions that have not ended, the last used first."""
    this = here()
    query = select(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    return [
        Mine(row.id, row.browser, row.way, row.started_at, row.seen_at, this is not None and row.id == this.id)
        for row in db.session.scalars(query.order_by(SignIn.seen_at.desc(), SignIn.id.desc()))
    ]


def end_mine(user_id: int, sign_in_id: int) -> bool:
    """End a session of one's own; False where there is no such one. The caller commits."""
    return _end("ended_by_user", SignIn.user_id == user_id, SignIn.id == sign_in_id) > 0


def factor_shown() -> None:
    """From now on this session counts as signed in with a second factor: one was just set up in it."""
    this: Current = g.sign_in
    db.session.execute(update(SignIn).where(SignIn.id == this.id).values(second_factor=True))
    g.sign_in = Current(this.id, this.way, True, this.phone_id, False)


def who(user: User, phone_id: int | None = None) -> Scope:
    """Who the trail says it was at the door: the user in the first of her roles."""
    roles = {grant.role for grant in user.grants if grant.holds_on(clock.today())}
    role = next((name for name in STAFF_ROLES if name in roles), "nobody")
    units = frozenset(grant.unit_id for grant in user.grants if grant.role == role and grant.unit_id is not None)
    return Scope(role, units, user_id=user.id, phone_id=phone_id)


def _end(why: str, *which: Any) -> int:
    change = update(SignIn).where(SignIn.ended_at.is_(None), *which).values(ended_at=clock.now(), ended_why=why)
    ended = list(db.session.execute(change.returning(SignIn.user_id)).scalars())
    for user_id in sorted(set(ended)):
        _note_end(user_id, why)
    return len(ended)


def _note_end(user_id: int, why: str) -> None:
    user = db.session.get(User, user_id)
    if user is None:
        return
    if has_request_context():
        trail.note(who(user), "sign_out", reason=why)
    else:
        db.session.add(trail.row(trail.Look(who(user), "sign_out", reason=why), what="flask user", address=None))


def _begun(_app: Flask, user: User, authn_via: list[str] | None = None, **_more: Any) -> None:
    """After every sign-in. The library completes a second factor without naming a way."""
    before = here()
    told = g.pop("begins", None) or _by_the_library(authn_via, before)
    if before is not None:
        end(before.id, "signed_out")
    key, now, sid = new_token(), clock.now(), told.get("provider_sid")
    row = SignIn(
        user_id=user.id,
        key_hash=key_hash(key),
        way=told["way"],
        second_factor=told["second_factor"],
        phone_id=told["phone_id"],
        provider_sid_hash=provider_hash(sid) if sid else None,
        browser=(request.user_agent.string or "")[:LONGEST_BROWSER] or None,
        address=request.remote_addr,
        started_at=now,
        seen_at=now,
    )
    db.session.add(row)
    db.session.flush()
    session[KEY] = key
    if row.way == "pin":
        session.pop("fs_paa", None)  # four digits do not stand for the password where something is changed
    g.sign_in = current(user, row)
    trail.note(who(user, row.phone_id), "sign_in", reason=row.way + (" and factor" if row.second_factor else ""))


def current(user: User, row: SignIn) -> Current:
    """What a request needs to know of its session."""
    half = factors.half_way(user, second_factor=row.second_factor, way=row.way, phone_id=row.phone_id)
    return Current(row.id, row.way, row.second_factor, row.phone_id, half)


def _by_the_library(authn_via: list[str] | None, before: Current | None) -> dict[str, Any]:
    if authn_via == ["change"] and before is not None:  # a new password: the same person at the same browser
        return {"way": before.way, "second_factor": before.second_factor, "phone_id": before.phone_id}
    first = {"way": "password", **(session.pop(FIRST, {}) if authn_via is None else {})}
    return {**first, "second_factor": authn_via is None, "phone_id": factors.enrolled_phone()}


def _left(_app: Flask, **_more: Any) -> None:
    session.pop(KEY, None)
    left: Current | None = g.pop("sign_in", None)
    if left is not None:
        end(left.id, "signed_out")
