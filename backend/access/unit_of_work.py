"""One transaction for what a command or a job does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from schema.db import db


@contextmanager
def committed() -> Iterator[None]:
    """Commit what the block did, or nothing of it when it raises."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
