"""The key by which push services know us (RFC 8292): read from its setting, and the public half that browsers get."""

from __future__ import annotations

import base64

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

POINT_BYTES = 65
"""An uncompressed point of P-256."""


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """The key of VAPID_PRIVATE_KEY: 32 bytes in base64url, or PEM (its line ends may be written as \\n).

    Raises ValueError for anything else.
    """
    if "BEGIN" not in text:
        return ec.derive_private_key(int.from_bytes(unpacked(text, 32)), ec.SECP256R1())
    try:
        key = serialization.load_pem_private_key(text.replace("\\n", "\n").encode(), None)
    except (TypeError, UnsupportedAlgorithm) as fault:
        raise ValueError("no private key that can be read") from fault
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("no key of P-256")
    return key


def is_private_key(text: str | None) -> bool:
    """Whether it is one, or there is none."""
    try:
        return text is None or bool(private_key(text))
    except ValueError:
        return False


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """The public half as browsers and push services take it: the point in base64url, without padding."""
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def unpacked(text: str, length: int) -> bytes:
    """The bytes of a base64url text. Raises ValueError where it is none, or of another length."""
    found = base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
    if len(found) != length:
        raise ValueError(f"not {length} bytes")
    return found
