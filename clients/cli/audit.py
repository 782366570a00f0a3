"""`flask audit …`: whether anything in the visit events or the trail was changed behind the service's back."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from backend.seals import findings, head, tips, verify
from schema import clock

command = AppGroup("audit", help="The seals over visit events and the trail.")
as_format = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
CHAINS = {"event": "besökshändelser", "trail": "loggen"}


@command.command("verify")
@click.option(
    "--head", "files", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A published head, as `flask audit head --format json` printed it; may be given again.",
)  # fmt: skip
@click.option(
    "--seal", "lines", multiple=True, metavar="CHAIN:NUMBER:DIGEST",
    help="A seal as a line of the log tells it (`sealed …`), kept elsewhere; may be given again.",
)  # fmt: skip
@as_format
def run_verify(files: tuple[Path, ...], lines: tuple[str, ...], form: str) -> None:
    """Check every row, seal, head and removal. Exit code 0: sound; 1: something was changed, and it is named."""
    published, sealed = [_read(file) for file in files], [_tip(line) for line in lines]
    with _Progress() as progress:
        found = verify.verify(published, progress.tell, sealed)
    if form == "json":
        click.echo(json.dumps(found.document(), ensure_ascii=False))
    else:
        _print(found)
    sys.exit(0 if found.sound else 1)


@command.command("head")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The local date; the last signed one if left.")
@as_format
def show_head(day: datetime | None, form: str) -> None:
    """Print the signed end of both chains on a day, to be published where nobody here can change it."""
    found = head.of_day(day.date() if day else None)
    if found is None:
        raise click.ClickException("Det finns ingen undertecknad slutpunkt för den dagen.")
    if form == "json":
        click.echo(json.dumps(found))
        return
    for name, value in found.items():
        click.echo(f"{name:<12}{value}")


def _read(file: Path) -> dict[str, Any]:
    try:
        said = json.loads(file.read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError):
        said = None
    if not isinstance(said, dict) or not set(head.FIELDS) <= set(said):
        raise click.UsageError(f"{file.name} is no published head: save what `flask audit head --format json` prints")
    return said


def _tip(line: str) -> tips.Tip:
    found = tips.read(line)
    if found is None:
        raise click.UsageError(f"{line!r} is no seal: give what stands after `sealed` in the log")
    return found


def _print(found: findings.Findings) -> None:
    for name, chain in found.chains.items():
        told = f"{chain.sealed} rader under {chain.seals} sigill, {chain.erased} gallrade, {chain.waiting} väntar"
        click.echo(f"{CHAINS[name]:<16} {told} på sigill")
    click.echo(f"{'slutpunkter':<16} {found.heads} undertecknade, {found.published} publicerade jämförda")
    if found.sound:
        click.echo("Allt är som det skrevs.")
        return
    assert found.first
    click.echo(f"Något har ändrats. Först: {found.first.text}")
    for fault in found.listed[1:]:
        click.echo(f"  {fault.text}")
    left = sum(found.faults.values()) - len(found.listed)
    if left:
        click.echo(f"  … och {left} till.")
    click.echo("Antal per slag: " + ", ".join(f"{kind} {number}" for kind, number in sorted(found.faults.items())))


class _Progress:
    """A line on stderr that counts rows; silent when nobody watches."""

    def __init__(self) -> None:
        self.shown, self.rows, self.begun = sys.stderr.isatty(), 0, clock.now()

    def __enter__(self) -> _Progress:
        return self

    def tell(self, chain: str, rows: int) -> None:
        """Show how many rows were looked at."""
        self.rows += rows
        if self.shown:
            each = self.rows / max((clock.now() - self.begun).total_seconds(), 0.1)
            click.echo(f"\r\033[K{CHAINS[chain]}: {self.rows} rader, {each:.0f}/s", nl=False, err=True)

    def __exit__(self, *_: object) -> None:
        if self.shown:
            click.echo("\r\033[K", nl=False, err=True)
