"""The keys of the installation: encryption at rest, keyed look-up, digests.

DATA_KEYS encrypt (the first) and decrypt (all, so that they can be rotated). INDEX_KEY makes a keyed hash beside a
field that must be found again; it survives the rotation of the others, so digests and signatures rest on it too.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cached_property

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PRINT_DIGITS = 8
TOKEN_BYTES = 20  # 160 bits; the domain asks for at least 128


class Keyring:
    """Holds the keys; nothing of it is ever printed."""

    def __init__(self, data_keys: tuple[bytes, ...], index_key: bytes):
        self._single = tuple(Fernet(key) for key in data_keys)
        self._box = MultiFernet(self._single)
        self._index_key = index_key
        self.prints = tuple(self.look_up("data_key", key.decode())[:PRINT_DIGITS] for key in data_keys)
        """A short keyed print of each data key, in order: tells them apart, and gives nothing of them."""

    def encrypt(self, text: str) -> str:
        """`text` encrypted under the first data key."""
        return self._box.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """The plain text of `token`. Raises ValueError when no key of DATA_KEYS fits."""
        try:
            return self._box.decrypt(token.encode()).decode()
        except InvalidToken:
            raise ValueError("a stored field cannot be read: a key is missing from DATA_KEYS") from None

    def key_of(self, token: str) -> int | None:
        """The place in DATA_KEYS of the key that `token` is under, 0 for the first; None when no key fits."""
        for place, box in enumerate(self._single):
            try:
                box.decrypt(token.encode())
            except InvalidToken:
                continue
            return place
        return None

    def renewed(self, token: str) -> str:
        """The plain text of `token` under the first data key. Raises ValueError when no key fits."""
        return self.encrypt(self.decrypt(token))

    def look_up(self, kind: str, text: str) -> str:
        """A keyed hash (64 hex digits) under which `text` of a `kind` is found without being stored."""
        return hmac.new(self._index_key, f"{kind}\0{text}".encode(), hashlib.sha256).hexdigest()

    @cached_property
    def row_key(self) -> bytes:
        """The key of the digests of chained rows and of their seals."""
        return self._derived("chained rows")

    @cached_property
    def signer(self) -> Ed25519PrivateKey:
        """What signs daily heads, removals and what is handed out; its public half is published."""
        return Ed25519PrivateKey.from_private_bytes(self._derived("signatures"))

    def _derived(self, purpose: str) -> bytes:
        """32 bytes for one purpose, from the key that no rotation changes (RFC 5869)."""
        return HKDF(SHA256(), 32, salt=None, info=f"vem kommer: {purpose}".encode()).derive(self._index_key)


_ring: Keyring | None = None


def configure(data_keys: tuple[bytes, ...], index_key: bytes) -> None:
    """Set the keys of the installation, at assembly."""
    global _ring  # noqa: PLW0603 - column types have no other way to their keys
    _ring = Keyring(data_keys, index_key)


def ring() -> Keyring:
    """The keys of the installation. Raises RuntimeError before assembly."""
    if _ring is None:
        raise RuntimeError("the keyring is not configured: assemble the app first")
    return _ring


def new_token() -> str:
    """An opaque random token of 160 bits, urlsafe."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_salt() -> str:
    """A salt for one row's digest."""
    return secrets.token_hex(16)
