"""Signatures of the installation (Ed25519), for what must be believed outside it or after the database was changed.

What is signed is the word "vem kommer", the purpose and the content, each ended by a zero byte but the last: a
signature for one purpose says nothing for another. Keys and signatures are written in urlsafe base64.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from schema.keyring import ring


def sign(content: bytes, purpose: str = "disclosure") -> tuple[str, str]:
    """The signature over `content` for a purpose, and the public key that it is checked with."""
    return _text(ring().signer.sign(_framed(content, purpose))), public_key()


def public_key() -> str:
    """The public half of the installation's key, to be published."""
    return _text(ring().signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def holds(content: bytes, signature: str, purpose: str = "disclosure", key: str | None = None) -> bool:
    """Whether a signature is over `content`, by this installation, or by the public `key` that is given."""
    try:
        known = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key or public_key()))
        known.verify(base64.urlsafe_b64decode(signature), _framed(content, purpose))
    except (InvalidSignature, binascii.Error, ValueError, TypeError):
        return False
    return True


def _framed(content: bytes, purpose: str) -> bytes:
    return b"vem kommer\0" + purpose.encode() + b"\0" + content


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()
