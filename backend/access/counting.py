"""Where the limits count: one small table that all processes of the installation share."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from limits.storage import Storage
from sqlalchemy import Connection, Engine, Executable, bindparam, case, create_engine, delete, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from schema import clock
from schema.db import table_of
from schema.tables import LimitCount

COUNTS = table_of(LimitCount)


def _counted(insert: Any) -> Executable:
    put = insert(COUNTS).values(key=bindparam("which"), count=bindparam("amount"), ends_at=bindparam("until"))
    over = COUNTS.c.ends_at <= bindparam("now")
    put = put.on_conflict_do_update(
        index_elements=[COUNTS.c.key],
        set_={
            "count": case((over, bindparam("amount")), else_=COUNTS.c.count + bindparam("amount")),
            "ends_at": case((over, put.excluded.ends_at), else_=COUNTS.c.ends_at),
        },
    )
    done: Executable = put.returning(COUNTS.c.count)
    return done


COUNT = {"postgresql": _counted(postgresql.insert), "sqlite": _counted(sqlite.insert)}
"""The statement that counts, ready: whatever is limited asks it several times."""


def engine_beside(url: str) -> Engine:
    """The engine to count with: on SQLite a file of its own beside the database's, made when it is not there.

    A request that holds SQLite's one write lock would otherwise wait for itself.
    """
    if not url.startswith("sqlite:///"):
        return create_engine(url, connect_args={"options": "-c synchronous_commit=off"}, hide_parameters=True)
    engine = create_engine(f"{url}.limits", hide_parameters=True)
    event.listen(engine, "connect", _hurry)
    COUNTS.create(engine, checkfirst=True)
    return engine


def _hurry(connection: Any, _record: Any) -> None:
    """A count lost with the power is no loss."""
    connection.execute("PRAGMA synchronous=OFF")


class SharedCounts(Storage):
    """The `limits` library's storage over one table. A count whose window has ended begins again."""

    STORAGE_SCHEME = ["vemkommer"]  # noqa: RUF012 - the library declares it so

    def __init__(self, url: str):
        super().__init__("vemkommer://")
        self._url = url
        self._engine: Engine | None = None

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a storage that is away raises."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more under a key in a window of `expiry` seconds; how many there are now."""
        now = clock.now()
        with self._connected() as connection:
            told = {"which": key, "amount": amount, "until": now + timedelta(seconds=expiry), "now": now}
            return int(connection.execute(COUNT[connection.dialect.name], told).scalar_one())

    def get(self, key: str) -> int:
        """How many there are under a key in the window that is running."""
        query = select(COUNTS.c.count).where(COUNTS.c.key == key, COUNTS.c.ends_at > clock.now())
        with self._connected() as connection:
            return int(connection.execute(query).scalar() or 0)

    def get_expiry(self, key: str) -> float:
        """When the window of a key ends, in seconds since 1970."""
        with self._connected() as connection:
            ends_at: datetime | None = connection.execute(select(COUNTS.c.ends_at).where(COUNTS.c.key == key)).scalar()
        return (ends_at or clock.now()).timestamp()

    def check(self) -> bool:
        """Whether the storage answers."""
        with self._connected() as connection:
            return bool(connection.execute(select(func.count()).select_from(COUNTS)).scalar() is not None)

    def reset(self) -> int:
        """Forget every count whose window has ended; how many."""
        with self._connected() as connection:
            return int(connection.execute(delete(COUNTS).where(COUNTS.c.ends_at <= clock.now())).rowcount)

    def clear(self, key: str) -> None:
        """Forget the count of a key."""
        with self._connected() as connection:
            connection.execute(delete(COUNTS).where(COUNTS.c.key == key))

    def dispose(self) -> None:
        """Close the connections."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _connected(self) -> AbstractContextManager[Connection]:
        if self._engine is None:
            self._engine = engine_beside(self._url)
        return self._engine.begin()
