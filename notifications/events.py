"""What can be told. Grows as the service learns to tell more; each kind has its texts in every catalogue."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The kind of a message, as stored with it."""

    MORNING = "morning"
    """The plan of the day: the rest of today's windows."""
    CODE = "code"
    """A code to be used once and soon. Sent before everything else; its words are erased when it is settled."""
    LETTER = "letter"
    """A letter about somebody's own sign-in or device. Its words are erased when it is settled, too."""


SHORT_LIVED = frozenset({Kind.CODE, Kind.LETTER})
"""Kinds whose words must not stay (as `schema.tables.message.SHORT_LIVED` says it to the databases)."""


class Way(StrEnum):
    """How a message travels, as stored with it while it is on its way."""

    SMS = "sms"
    CALL = "call"
    EMAIL = "email"
