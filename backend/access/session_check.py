"""Each request of somebody signed in: is her session still one?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from flask import Flask, Response, g, request, session
from flask_security import current_user
from sqlalchemy import select, update

from backend.access import limit, sessions, trail
from backend.access.lifetimes import lifetime, over
from backend.access.limit import TooMany
from backend.access.transaction import afterwards
from schema import clock
from schema.db import db
from schema.tables import SignIn, User

SEEN_EVERY = timedelta(minutes=1)
"""How often at most it is written down that a session is in use."""
Loader = Callable[[str], User | None]


def install(app: Flask) -> None:
    """Let the cookie open what its session on our side opens, and nothing else."""
    manager = app.login_manager  # type: ignore[attr-defined]  # Flask-Login adds it at run time
    manager.user_loader(partial(_load, manager._user_callback))
    app.after_request(_note_refusal)


def _load(find: Loader, user_id: str) -> User | None:
    key = session.get(sessions.KEY)
    row = _row(key) if isinstance(key, str) else None
    user = find(user_id)
    why = _refusal(row, user)
    if why is None and row is not None and user is not None:
        g.sign_in = sessions.current(user, row)
        if clock.now() - row.seen_at >= SEEN_EVERY and not sessions.by_itself():
            afterwards(partial(_seen, row.id, clock.now()))
        return user
    _forget(why or "session_unknown", user)
    if row is not None and why in ("idle", "age"):
        afterwards(partial(_over, row.id, why))
    return None


def _row(key: str) -> SignIn | None:
    return db.session.scalars(select(SignIn).where(SignIn.key_hash == sessions.key_hash(key))).one_or_none()


def _refusal(row: SignIn | None, user: User | None) -> str | None:
    if row is None:
        return "session_unknown"
    if row.ended_at is not None:
        return "session_ended"
    if user is None:
        return "account_closed"
    if row.user_id != user.id:
        return "session_unknown"
    span = lifetime((role.name for role in user.roles), shared_phone=row.way == "pin")
    return over(span, row.started_at, row.seen_at, clock.now())


def _note_refusal(response: Response) -> Response:
    """Who walks from number to number, or at doors that are not hers, is seen in the trail though she saw nothing."""
    why = {403: "page_of_others", 404: "nothing_there"}.get(response.status_code)
    if why is None or request.endpoint is None or sessions.here() is None or not current_user.is_authenticated:
        return response
    if not any(look.action == "refused" for look in g.get("looks", ())):
        trail.note(sessions.who(current_user), "refused", reason=why)
    return response


def _forget(why: str, user: User | None) -> None:
    """The browser forgets, so that an honest one leaves one row in the trail; a copied cookie leaves one each time."""
    for name in (sessions.KEY, "_user_id", "_fresh", "_id", "fs_paa", "fs_gexp"):
        session.pop(name, None)
    g.pop("sign_in", None)
    try:
        limit.attempt("token_wrong_address", request.remote_addr)
    except TooMany:
        return  # enough is written down about this address
    trail.refused(reason=why)


def _over(sign_in_id: int, why: str) -> None:
    sessions.end(sign_in_id, why)


def _seen(sign_in_id: int, at: datetime) -> None:
    db.session.execute(
        update(SignIn).where(SignIn.id == sign_in_id, SignIn.seen_at < at).values(seen_at=at),
        execution_options={"synchronize_session": False},
    )
