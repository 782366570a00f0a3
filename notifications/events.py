"""What can be told. Grows as the service learns to tell more; each kind has its texts in every catalogue."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The kind of a message, as stored with it."""

    MORNING = "morning"
    """The plan of the day: the rest of today's windows."""
