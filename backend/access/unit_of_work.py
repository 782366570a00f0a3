"""One transaction for what a command or a job does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from schema.db import db, reading


@contextmanager
def committed() -> Iterator[None]:
    """Commit what the block did, or nothing of it when it raises."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def only_reading() -> Iterator[None]:
    """Read without SQLite's write lock, so that a long report keeps no check-in waiting; nothing is kept."""
    before = reading.set(True)
    try:
        yield
    finally:
        db.session.rollback()
        reading.reset(before)
