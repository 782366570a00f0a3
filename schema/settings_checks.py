"""Pure: whether a setting's text is what it must be."""

from __future__ import annotations

import base64
import binascii
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from schema import vapid


def is_key(text: str) -> bool:
    """32 bytes in urlsafe base64."""
    try:
        return len(base64.b64decode(text.encode(), altchars=b"-_", validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def is_zone(name: str) -> bool:
    """A zone of the IANA list."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def is_vapid_key(text: str | None) -> bool:
    """A private key of P-256, or none."""
    try:
        return text is None or bool(vapid.private_key(text))
    except ValueError:
        return False
