"""`flask keys …`: the data keys, rotated while the service runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from backend.keys import rotate as rotation
from backend.keys import status as states
from backend.keys.rotate import Tell, Unreadable

SHOWN = 20
"""Unreadable cells named in text; the JSON has them all."""

command = AppGroup("keys", help="The keys that personal fields are encrypted under (DATA_KEYS).")
as_format = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


@command.command("rotate")
@as_format
def rotate(form: str) -> None:
    """Re-encrypt every personal field under the first of DATA_KEYS.

    First put the new key in front of the old ones and restart the service. The service runs on meanwhile. A rotation
    that was cut off is run again and goes on where it stopped. Exit code 1: some fields are under none of the keys.
    """
    with _bar("Re-encrypting", rotation.ahead) as tell:
        try:
            outcome = rotation.rotate(tell)
        except rotation.NotAllowed as fault:
            said = f"{fault}: its user may not change this table; name the owner's in MIGRATION_DATABASE_URL."
            raise click.ClickException(said) from None
    if form == "json":
        counts = {"key": outcome.key_print, "resumed": outcome.resumed, "tables": outcome.tables}
        click.echo(json.dumps({**counts, "unreadable": _json(outcome.unreadable)}))
    else:
        for name, rows in outcome.tables.items():
            click.echo(f"{name:<20}{rows:>10}")
        click.echo(
            f"All that could be read is under key {outcome.key_print}. See `flask keys status` before an old key goes."
        )
    _end(outcome.unreadable, form)


@command.command("status")
@as_format
def status(form: str) -> None:
    """Tell which of DATA_KEYS still have rows; keys by a short print. Exit code 1: some fields are under none of them.

    A key without rows may be taken out of DATA_KEYS. Keep it as long as backups that were made under it.
    """
    with _bar("Looking through", states.total) as tell:
        found = states.status(tell)
    if form == "json":
        keys = [{"key": one.print, "rows": one.rows, "tables": dict(one.tables)} for one in found.keys]
        click.echo(json.dumps({"keys": keys, "unreadable": _json(found.unreadable)}))
    else:
        for place, one in enumerate(found.keys):
            said = "encrypts" if not place else "may be taken out" if not one.rows else "still needed: run keys rotate"
            click.echo(f"{one.print}  {one.rows:>10} rows  {said}")
    _end(found.unreadable, form)


@contextmanager
def _bar(label: str, length: Callable[[], int]) -> Iterator[Tell]:
    """A progress bar on stderr; silent when nobody watches."""
    if not sys.stderr.isatty():
        yield lambda _table, _rows: None
        return
    with click.progressbar(length=length(), label=label, file=sys.stderr) as bar:
        yield lambda _table, rows: bar.update(rows)


def _json(unreadable: list[Unreadable]) -> list[dict[str, object]]:
    return [{"table": one.table, "id": _id(one), "column": one.column} for one in unreadable]


def _id(one: Unreadable) -> object:
    return one.key[0] if len(one.key) == 1 else list(one.key)


def _end(unreadable: list[Unreadable], form: str) -> None:
    if unreadable and form == "text":
        for one in unreadable[:SHOWN]:
            click.echo(f"no key fits: {one.table} {_id(one)} {one.column}", err=True)
        if len(unreadable) > SHOWN:
            click.echo(f"and {len(unreadable) - SHOWN} more; --format json names all.", err=True)
    sys.exit(1 if unreadable else 0)
