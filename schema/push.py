"""Where a browser is pushed to (RFC 8030), as it is checked, kept and found again; what slices share of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from schema import vapid
from schema.keyring import ring

LONGEST = 1_000
SECRET_BYTES = 16
HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}", re.I)
"""A name with a dot in it: no address in figures, and no machine of the house by its short name."""


@dataclass(frozen=True)
class PushAddress:
    """A browser's push service, and the keys by which only the browser reads what comes (RFC 8291)."""

    endpoint: str
    p256dh: str
    auth: str

    @property
    def text(self) -> str:
        """All of it in one line, as a message's number is."""
        return f"{self.endpoint}#{self.p256dh}.{self.auth}"

    @property
    def hash(self) -> str:
        """The keyed hash under which the browser is found."""
        return ring().look_up("push", self.endpoint)

    @classmethod
    def of(cls, text: str) -> PushAddress:
        """The address of its line."""
        endpoint, _, keys = text.partition("#")
        return cls(endpoint, *keys.split(".", 1))


@dataclass(frozen=True)
class Browser:
    """A browser that is pushed to of one recipient: her own, or a relative's, and then how much that one may see."""

    recipient_id: int
    relative_id: int | None
    address: PushAddress
    language: str
    may_see: str | None = None


def read(endpoint: str, p256dh: str, auth: str) -> PushAddress | None:
    """What a browser told, where it can be right: https on its own port, at a public name, with keys of their kind.

    A browser may say anything: whoever is asked by us must not be a machine that only we reach.
    """
    try:
        there = urlsplit(endpoint)
        named = there.scheme == "https" and there.port in (None, 443) and is_public_name(there.hostname or "")
        plain = endpoint.isascii() and endpoint.isprintable() and len(endpoint) <= LONGEST and " " not in endpoint
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), vapid.unpacked(p256dh, vapid.POINT_BYTES))
        vapid.unpacked(auth, SECRET_BYTES)
    except ValueError:
        return None
    bare = "@" not in there.netloc and "#" not in endpoint
    return PushAddress(endpoint, p256dh.rstrip("="), auth.rstrip("=")) if named and plain and bare else None


def is_public_name(host: str) -> bool:
    """Whether a host is a name of the open network, as far as the name tells."""
    return bool(HOST.fullmatch(host)) and not host.lower().endswith((".local", ".localhost", ".internal", ".home.arpa"))


def is_public_address(address: str) -> bool:
    """Whether an IP address is one of the open network."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_global) and not found.is_multicast
