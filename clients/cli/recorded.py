"""What an operator changes by a command stands in the trail like everybody's changes, in the command's own transaction.

Who she is here nobody knows, but the machine's account that she works under is written down.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager

import click

from backend.access import trail
from backend.access.unit_of_work import committed


@contextmanager
def recorded(reason: str, *, recipient_id: int | None = None) -> Iterator[None]:
    """Commit what the block did with its row in the trail, or nothing of it when it raises. `reason` is a code."""
    with committed():
        yield
        note(reason, recipient_id=recipient_id)


def note(reason: str, *, recipient_id: int | None = None) -> None:
    """A row for what the running command changes, in the caller's transaction."""
    parent = click.get_current_context().parent
    what = f"flask {parent.info_name}" if parent else "flask"
    trail.by_operator(what, "change", address=_account(), recipient_id=recipient_id, reason=reason)


def _account() -> str:
    """The account on this machine, by its name or else its number."""
    number = os.getuid()
    try:
        return f"konto {pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"konto {number}"
