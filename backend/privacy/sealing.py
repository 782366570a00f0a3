"""What is handed out is sealed: signed with the installation's key, so that a copy can be proved whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from backend.seals import signing
from schema import clock

ALGORITHM = "Ed25519"
PURPOSE = "disclosure"
SUFFIX = ".signature.json"
"""After the name of the file that it is the seal of."""
Sealed = dict[str, str]


def canonical(document: Mapping[str, Any]) -> bytes:
    """A document as the bytes that are signed and handed out: JSON, two spaces in, keys as they stand, UTF-8."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def seal(content: bytes, name: str) -> Sealed:
    """The seal of a file's content: name, digest, signature, and the public key that it is held against."""
    signature, key = signing.sign(content, PURPOSE)
    return {
        "file": name,
        "algorithm": ALGORITHM,
        "sha256": sha256(content).hexdigest(),
        "signature": signature,
        "public_key": key,
        "signed_at": clock.now().isoformat(timespec="seconds"),
    }


def faults(content: bytes, told: Mapping[str, Any], key: str | None = None) -> list[str]:
    """What is wrong with a file and its seal, in plain words; nothing when it is whole and of the key.

    `key` is the public key to hold it against; the installation's own unless said.
    """
    expected = key or signing.public_key()
    if not all(isinstance(told.get(name), str) for name in ("sha256", "signature", "public_key")):
        return ["the seal lacks its digest, its signature or its key"]
    found = []
    if sha256(content).hexdigest() != told["sha256"]:
        found.append("the content is not what was sealed")
    if told["public_key"] != expected:
        found.append("it was sealed with another key")
    if not signing.holds(content, told["signature"], PURPOSE, expected):
        found.append("the signature does not hold")
    return found
