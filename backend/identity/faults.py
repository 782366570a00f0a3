"""What can go wrong between us and the identity provider."""

from __future__ import annotations


class Away(Exception):
    """The provider cannot be reached, or does not answer as one. The message is for the log, never for a page."""


class NotBelieved(Exception):
    """What was shown is refused. `reason` is a code of ours for the trail; the page tells nothing of it."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason
