"""What the seals cost: an insert with and without a row's digest, sealing, and checking a chain, per million rows."""

from __future__ import annotations

import resource
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_migrate import upgrade
from sqlalchemy import insert

from backend.seals import seal
from backend.seals.verify import verify
from schema import clock, settings
from schema.chains import CHAINS, sealed
from schema.db import db, table_of
from tests.apps import assemble
from tests.seals import chained
from tests.shell import ENVIRONMENT

ROWS = 100_000
AT_ONCE = 5_000
MILLION = 1_000_000


def main() -> None:
    """Print seconds per million rows of each chain on SQLite, and the memory that checking takes."""
    with TemporaryDirectory() as place:
        url = f"sqlite:///{Path(place) / 'bench.db'}"
        app = assemble(settings.load({**ENVIRONMENT, "DATABASE_URL": url, "LOG_LEVEL": "WARNING"}))
        with app.app_context():
            upgrade()
            for chain in CHAINS:
                _measure(chain)
            db.session.remove()
            db.engine.dispose()


def _measure(chain: str) -> None:
    person, worker = chained.people() if chain == "event" else (1, 1)
    now = clock.now()
    row: dict[str, object] = (
        {"kind": "check_in", "recipient_id": person, "worker_id": worker, "occurred_at": now, "received_at": now,
         "method": "qr"}
        if chain == "event"
        else {"at": now, "role": "manager", "action": "read", "what": "manager.person", "recipient_id": person,
              "address": "192.0.2.7"}
    )  # fmt: skip
    started = time.perf_counter()
    digested = [sealed(chain, row) for _ in range(ROWS)]
    print(f"  {chain}: a row's digest        {_each(started):8.1f} s per million rows", flush=True)
    started = time.perf_counter()
    for first in range(0, ROWS, AT_ONCE):
        db.session.execute(insert(table_of(CHAINS[chain])), digested[first : first + AT_ONCE])
    db.session.commit()
    print(f"  {chain}: inserting, digests made {_each(started):7.1f} s per million rows", flush=True)
    started = time.perf_counter()
    seal.seal_new()
    print(f"  {chain}: sealing               {_each(started):8.1f} s per million rows", flush=True)
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    found = verify()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert found.sound, found.document()
    rows = sum(one.sealed for one in found.chains.values())
    took = (time.perf_counter() - started) * MILLION / rows
    print(f"  {chain}: checking {rows} rows {took:8.1f} s per million rows, {grown:.0f} MB more memory", flush=True)


def _each(started: float) -> float:
    return (time.perf_counter() - started) * MILLION / ROWS
