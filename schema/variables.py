"""How the variables of an environment are read: each by its form, and all that is wrong told at once."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class Reader:
    """Reads variables one by one and gathers the faults."""

    def __init__(self, environ: Mapping[str, str]):
        self.environ = environ
        self.faults: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        """A variable as it is, without spaces around it; one without a default must be there."""
        value = self.environ.get(name, "").strip()
        if not value and default is None:
            self.faults.append(f"{name} is missing")
        return value or default or ""

    def maybe(self, name: str) -> str | None:
        """A variable that may be missing."""
        return self.environ.get(name, "").strip() or None

    def choice(self, name: str, allowed: tuple[str, ...], default: str = "") -> str:
        """One of several words; the first unless another is the default."""
        default = default or allowed[0]
        value = self.text(name, default)
        return value if self.check(value in allowed, f"{name} must be one of {', '.join(allowed)}") else default

    def check(self, sound: bool, fault: str) -> bool:
        """Remember a fault where something is not sound; whether it is."""
        if not sound:
            self.faults.append(fault)
        return sound

    def keys(self, name: str) -> tuple[bytes, ...]:
        """Keys, comma-separated; a fault names a key by its place alone."""
        parts = [part.strip() for part in self.text(name).split(",") if part.strip()]
        for place, part in enumerate(parts, 1):
            self.check(_is_key(part), f"{name}: key {place} is not 32 bytes in urlsafe base64")
        return tuple(part.encode() for part in parts)

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number between two others, both in."""
        told = self.text(name, str(default))
        sound = told.isdigit() and least <= int(told[:9]) <= most
        self.check(sound, f"{name} must be a number, {least} to {most}")
        return int(told) if sound else default

    def price(self, name: str, default: str) -> float:
        """Kronor and parts of them, under a hundred."""
        told = self.text(name, default)
        sound = self.check(bool(re.fullmatch(r"\d{1,2}(\.\d{1,4})?", told)), f"{name} must be kronor, like {default}")
        return float(told) if sound else float(default)


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text.encode(), altchars=b"-_", validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def is_zone(name: str) -> bool:
    """Whether the IANA list has a zone of that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
