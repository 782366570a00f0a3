"""Other systems' keys: made once and shown once, kept as a keyed hash, bound to a source and to scopes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from backend.access.scope import Scope
from schema import clock
from schema.db import db
from schema.keyring import new_token, ring
from schema.tables import ApiKey

SCOPES = ("events:write", "visits:read", "gaps:read", "plan:write", "people:read", "fhir:read")
"""Contract section 4."""
PREFIX = "vk_"
"""So that a key left in a mail or a repository is recognised for what it is."""


class UnknownScope(ValueError):
    """A scope that the contract does not have."""


@dataclass(frozen=True)
class Holder:
    """The other system behind a key. It acts for the whole municipality, within its source."""

    key_id: int
    name: str
    source: str
    scopes: frozenset[str]
    created_at: datetime
    revoked_at: datetime | None

    @property
    def scope(self) -> Scope:
        """What it may read: its own source; recipients with protected identity never."""
        return Scope(role="system", unit_ids=None, api_key_id=self.key_id, source=self.source)


def create(name: str, scopes: Iterable[str], source: str) -> str:
    """Make a key and return it; it cannot be read again. Raises UnknownScope. The caller commits."""
    asked = list(dict.fromkeys(scopes))
    unknown = [scope for scope in asked if scope not in SCOPES]
    if unknown or not asked:
        raise UnknownScope(", ".join(unknown) or "none")
    key = PREFIX + new_token()
    db.session.add(
        ApiKey(name=name, key_hash=_hash(key), scopes=" ".join(asked), source=source, created_at=clock.now())
    )
    db.session.flush()
    return key


def find(key: str) -> Holder | None:
    """The holder of a key that is not revoked."""
    row = db.session.scalars(
        select(ApiKey).where(ApiKey.key_hash == _hash(key), ApiKey.revoked_at.is_(None))
    ).one_or_none()
    return _holder(row) if row else None


def everyone() -> list[Holder]:
    """All keys ever made, revoked ones too."""
    return [_holder(row) for row in db.session.scalars(select(ApiKey).order_by(ApiKey.id))]


def revoke(key_id: int) -> bool:
    """Close a key at once; False where there is no open key of that number. The caller commits."""
    row = db.session.get(ApiKey, key_id)
    if row is None or row.revoked_at is not None:
        return False
    row.revoked_at = clock.now()
    return True


def _hash(key: str) -> str:
    return ring().look_up("api_key", key)


def _holder(row: ApiKey) -> Holder:
    return Holder(row.id, row.name, row.source, frozenset(row.scopes.split()), row.created_at, row.revoked_at)
