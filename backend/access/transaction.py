"""The request owns the transaction: one commit at its end, none when it failed."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, g, request

from backend.access import trail
from schema.db import db, reading


def own_transactions(app: Flask) -> None:
    """Let each request of `app` end in one commit, with its trail rows; errors roll back."""
    app.before_request(_begin)
    app.after_request(_end)


def stands() -> None:
    """Let what this request changed stand although its answer refuses: a wrong code is counted."""
    g.stands = True


def let_go() -> None:
    """Keep nothing open while this request waits for a neighbour; what was read is read anew afterwards."""
    db.session.rollback()


def changes_though_get() -> None:
    """Let what this GET does from here on stand. Only for an answer that a protocol makes a GET: named in the tests."""
    let_go()
    reading.set(False)


def afterwards(work: Callable[[], None]) -> None:
    """Do `work` at the end of this request, as the trail is written: also where it only reads, or was refused."""
    g.setdefault("afterwards", []).append(work)


def _begin() -> None:
    reading.set(request.method in ("GET", "HEAD", "OPTIONS"))


def _end(response: Response) -> Response:
    last = g.pop("afterwards", [])
    if not db.session.registry.has() and not g.get("looks") and not last:
        reading.set(False)
        return response  # nothing asked for the database
    if response.status_code >= 500:
        db.session.rollback()
        reading.set(False)
        return response
    if reading.get():
        db.session.rollback()  # GET changes nothing but the trail
        reading.set(False)
    elif response.status_code >= 400 and not g.get("stands"):
        db.session.rollback()
    for work in last:
        work()
    if g.get("looks"):
        trail.write_noted()
    db.session.commit()
    return response
