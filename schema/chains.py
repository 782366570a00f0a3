"""The chained tables, and the digest that each of their rows carries of itself.

The digest is keyed and covers every column but the id, the salt and the digest itself, by name; what is empty is left
out, so that a column added later changes no older row. It covers plain values: re-encryption leaves it as it is.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from schema import clock
from schema.db import Base, table_of
from schema.keyring import new_salt, ring
from schema.tables import Event, Trail

CHAINS: Mapping[str, type[Base]] = {"event": Event, "trail": Trail}
"""By name; the order is that of the daily head."""
LEAF_BYTES = 16
"""How much of a row's digest its seal keeps: enough that no other row can be made to fit."""
_ASIDE = {"id", "salt", "digest"}
_COVERED = {
    name: tuple(sorted(column.name for column in table_of(model).columns if column.name not in _ASIDE))
    for name, model in CHAINS.items()
}


def sealed(chain: str, values: Mapping[str, object]) -> dict[str, object]:
    """The columns of a new row of a chain, with its salt and its digest."""
    salt = new_salt()
    return {**values, "salt": salt, "digest": digest_of(chain, salt, values)}


def digest_of(chain: str, salt: str, values: Mapping[str, object]) -> str:
    """The keyed digest (64 hex digits) of a row's plain values by column name; names it does not know are no matter."""
    parts = [chain, salt]
    for name in _COVERED[chain]:
        value = values.get(name)
        if value is not None:
            parts += (name, clock.utc(value).isoformat() if isinstance(value, datetime) else str(value))
    plain = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.digest(ring().row_key, plain.encode(), sha256).hex()
