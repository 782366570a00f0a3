"""One transaction for what a command or a job does."""

from __future__ import annotations

import logging
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError

from schema.db import db, reading

Item = TypeVar("Item")
log = logging.getLogger(__name__)


@contextmanager
def committed() -> Iterator[None]:
    """Commit what the block did, or nothing of it when it raises."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def apart(
    items: Sequence[Item], work: Callable[[Sequence[Item]], Mapping[str, int]],
    give_up: Callable[[Item], object] | None = None,
) -> Counter[str]:  # fmt: skip
    """Do something for several in one transaction; where it fails, for each in one of its own: one must not stop all.

    What fails alone is logged by its kind and place (its message may repeat what stands in the database), and handed
    to `give_up`. A database that is away is a fault of nobody's: that raises. Returns the counts of `work`.
    """
    try:
        with committed():
            return Counter(work(items))
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:  # noqa: BLE001 - see above
        if len(items) == 1:
            log.error("one of many failed: %s", told(fault))
            if give_up is not None:
                with committed():
                    give_up(items[0])
            return Counter()
    return sum((apart([one], work, give_up) for one in items), Counter[str]())


def told(fault: BaseException) -> str:
    """A fault by its kind and place, without its message."""
    places = [f"{Path(at.filename).name}:{at.lineno}" for at in traceback.extract_tb(fault.__traceback__)]
    return f"{type(fault).__name__} at {' > '.join(places[-4:])}"


@contextmanager
def only_reading() -> Iterator[None]:
    """Read without SQLite's write lock, so that a long report keeps no check-in waiting; nothing is kept."""
    before = reading.set(True)
    try:
        yield
    finally:
        db.session.rollback()
        reading.reset(before)
