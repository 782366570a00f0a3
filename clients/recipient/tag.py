"""The card's ETag: it carries until when the page stays true, so that a 304 is decided without rendering.

    W/"<home version>.<language asked>.<until, epoch seconds>.<fingerprint of templates and settings>"

Right also when only time has passed: `until` is the next instant at which time alone changes the page.
"""

from __future__ import annotations

from datetime import datetime


def tag_of(version: int, asked: str, until: datetime, fingerprint: str) -> str:
    """The ETag of a page rendered now, true until `until` (aware)."""
    return f'W/"{version}.{asked}.{int(until.timestamp())}.{fingerprint}"'


def still_true(tags: str, version: int, asked: str, now: datetime, fingerprint: str) -> str | None:
    """Which of an If-None-Match header's tags names a page that is still true; None for none of them."""
    for tag in tags.split(","):
        parts = tag.strip().removeprefix("W/").strip('"').split(".")
        same = len(parts) == 4 and (parts[0], parts[1], parts[3]) == (str(version), asked, fingerprint)
        if same and parts[2].isdecimal() and len(parts[2]) < 12 and int(parts[2]) > now.timestamp():
            return tag.strip()
    return None
