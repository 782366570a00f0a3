"""What can be said of a visit, or to the unit: the codes that slices and faces share."""

from __future__ import annotations

from schema.wire.gaps import SAID

OF_VISITS = tuple(kind.removeprefix("said_") for kind in SAID)
"""Each becomes a gap of its visit."""
MESSAGE, CALL_BACK = "message", "call_back"
TO_THE_UNIT = (MESSAGE, CALL_BACK)
BY_DEVICE, BY_CARD, BY_CALL, BY_TEXT, ON_PAPER, SPOKEN = "page", "card", "call", "sms", "paper", "spoken"
WAYS = (BY_DEVICE, BY_CARD, BY_CALL, BY_TEXT, ON_PAPER, SPOKEN)
LONGEST = 2000
"""Signs of what is said, and of an answer to it."""
