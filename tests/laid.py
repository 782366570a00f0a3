"""A database that is laid once a session, and copied for every other test that begins from it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from flask import Flask

from schema.db import db
from tests import databases
from tests.apps import dispose


def once(app: Flask, kept: Path, lay: Callable[[], object]) -> None:
    """`lay()` into the app's own SQLite file, in which nobody has written yet; or put a copy of `kept` in its place."""
    own = Path(str(db.engine.url.database))
    with databases.locked(kept.with_suffix(".lock")):
        if not kept.exists():
            lay()
            db.session.commit()
            making = kept.with_suffix(".making")
            with closing(sqlite3.connect(own)) as connection:
                connection.execute("VACUUM INTO ?", (str(making),))
            making.rename(kept)
            return
    dispose(app)
    for ending in ("-wal", "-shm"):
        Path(f"{own}{ending}").unlink(missing_ok=True)
    shutil.copyfile(kept, own)
