"""`flask privacy …`: extracts of everything about one person, and the check of what was handed out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from backend.access.unit_of_work import committed
from backend.privacy import disclosing, extract, sealing
from backend.privacy.parts import RECIPIENT, RELATIVE, WORKER
from clients.ui import readable

command = AppGroup("privacy", help="Duties to those whom the data is about.")


@command.command("extract")
@click.option("--recipient", help="recipient_id of the plan.")
@click.option("--relative", help="relative_id of the plan.")
@click.option("--worker", help="worker_id of the plan.")
@click.option("--source", default="plan", show_default=True, help="The plan's source that the id is of.")
@click.option("--reason", default="Begäran om registerutdrag", show_default=True, help="Why; it is logged.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write into.")
def make(recipient: str | None, relative: str | None, worker: str | None, source: str, reason: str, out: Path) -> None:
    """Write everything about one person into a folder: JSON with its signature, and a page to read and print."""
    asked = [(RECIPIENT, recipient), (RELATIVE, relative), (WORKER, worker)]
    given = [(kind, outside) for kind, outside in asked if outside is not None]
    if len(given) != 1:
        raise click.UsageError("name one person: --recipient, --relative or --worker")
    person = extract.find(given[0][0], source, given[0][1])
    if person is None:
        raise click.ClickException(f"no {given[0][0]} {given[0][1]!r} is known in the source {source!r}")
    try:
        with committed():
            made = disclosing.by_operator(person, current_app.extensions["settings"].municipality, reason)
    except disclosing.NoReason:
        raise click.UsageError("the reason is too short to be one") from None
    for name, content in readable.files(made.document, made.content, made.seal).items():
        _write(out, name, content)
    click.echo(str(out))


@command.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--signature", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The seal's file.")
@click.option("--key", help="The public key to hold it against; this installation's own unless said.")
def check(file: Path, signature: Path | None, key: str | None) -> None:
    """Verify that FILE is what was handed out and sealed here. Exit code 0: it is; 1: it is not."""
    beside = signature or file.with_name(file.name + sealing.SUFFIX)
    try:
        told = json.loads(beside.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise click.ClickException(f"no seal can be read beside it: {beside.name}") from None
    found = sealing.faults(file.read_bytes(), told if isinstance(told, dict) else {}, key)
    for fault in found:
        click.echo(f"{file.name}: {fault}", err=True)
    if found:
        sys.exit(1)
    click.echo(f"{file.name} is whole: sealed {told.get('signed_at', 'at an unknown time')}, sha256 {told['sha256']}")


def _write(folder: Path, name: str, content: bytes) -> None:
    """A file for its owner's eyes alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    path.touch(mode=0o600)
    path.write_bytes(content)
