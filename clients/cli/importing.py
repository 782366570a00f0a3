"""`flask import PATH`, `flask import undo RUN`, `flask import runs`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from backend.access.scope import MUNICIPALITY
from backend.access.unit_of_work import committed
from backend.intake import plans
from backend.planning import runs
from backend.planning.importing import ImportOrder, ImportOutcome
from backend.planning.undo import UndoFault
from clients.cli.recorded import note, recorded

SHOWN = 20
"""Errors and warnings shown in text; the JSON has them all."""


class PathOrCommand(AppGroup):
    """A group whose first word is a package unless it names a command: `./undo` is a package called undo."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["package", *args]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the options of importing a package, which is what the group does unless told otherwise."""
        self.commands["package"].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


@click.group(name="import", cls=PathOrCommand, no_args_is_help=True, subcommand_metavar="PATH")
def command() -> None:
    """Import the plan package at PATH: a folder, a .zip, an .xlsx or one CSV file.

    Exit code 0: all rows in; 1: some rejected; 2: unusable, nothing changed.
    """


@command.command("package")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--source", default="plan", show_default=True, help="The planning system; ids are unique within it.")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@click.option("--replace", is_flag=True, help="Cancel visits of the package's units and dates that it lacks.")
@click.option("--force", is_flag=True, help="With --replace: even when more than a tenth is cancelled.")
@click.option(
    "--mapping", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="TOML: their names → ours."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def package(
    path: Path, source: str, dry_run: bool, replace: bool, force: bool, mapping: Path | None, form: str
) -> None:
    """Import the package at PATH. Exit code 0: all rows in; 1: some rejected; 2: unusable."""
    if force and not replace:
        raise click.UsageError("--force only means something with --replace.")
    order = ImportOrder(source, dry_run=dry_run, replace=replace, force=force, mapping=mapping)
    with committed(), _Progress() as progress:
        outcome = plans.import_plan(path, order, progress.tell)
        if outcome.run_id is not None:
            note(f"plan_taken_in {outcome.run_id}")
    if form == "json":
        click.echo(json.dumps(outcome.report, ensure_ascii=False))
    else:
        _print(outcome, dry_run)
    sys.exit(outcome.exit_code)


@command.command("undo")
@click.argument("run", type=int)
def undo(run: int) -> None:
    """Take import RUN back: what it brought is void, and what stood before it is in force again."""
    try:
        with recorded(f"plan_taken_back {run}"):
            against = plans.undo(run)
    except UndoFault as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"Import {run} är återtagen. Vad människor redan fått besked om står kvar.")
    if against:
        click.echo(f"Planen säger nu emot {against} önskemål som är beviljade. Se Önskemål om besök.", err=True)


@command.command("runs")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show_runs(form: str) -> None:
    """List the last imports, newest first."""
    lines = runs.listing(MUNICIPALITY)
    if form == "json":
        click.echo(json.dumps([_run_json(line) for line in lines], ensure_ascii=False))
        return
    for line in lines:
        state = (
            "återtagen"
            if line.undone_at
            else f"+{line.total('created')} ~{line.total('updated')} !{line.total('rejected')}"
        )
        click.echo(f"{line.id}  {line.started_at:%Y-%m-%d %H:%M}Z  {line.source}  {line.package}  {state}  {line.by}")


def _run_json(line: runs.RunLine) -> dict[str, Any]:
    return {
        "run": line.id, "source": line.source, "package": line.package, "started_at": line.started_at.isoformat(),
        "by": line.by, "replaced": line.replaced, "undone_at": line.undone_at and line.undone_at.isoformat(),
        "tables": line.report.get("tables", {}),
    }  # fmt: skip


def _print(outcome: ImportOutcome, dry_run: bool) -> None:
    report = outcome.report
    for name, counts in report["tables"].items():
        click.echo(f"{name:<11}" + "  ".join(f"{what} {number}" for what, number in counts.items()))
    if "removed" in report:
        click.echo(f"inställda eftersom de inte längre finns i planen: {report['removed']['visits']}")
    for heading, entries in (("Fel", report["errors"]), ("Att titta på", report["warnings"])):
        for entry in entries[:SHOWN]:
            place = " ".join(str(entry[part]) for part in ("table", "row", "column") if entry[part] is not None)
            value = f" [{entry['value']}]" if entry["value"] else ""
            click.echo(f"{heading}: {place}{value}: {entry['message']} ({entry['code']})", err=True)
        if len(entries) > SHOWN:
            click.echo(f"{heading}: {len(entries) - SHOWN} till; --format json visar alla.", err=True)
    if outcome.exit_code == 2:
        click.echo("Inget importerades.", err=True)
    elif dry_run:
        click.echo("Provkörning: inget ändrades.")
    else:
        click.echo(f"Import {outcome.run_id} klar.")


class _Progress:
    """A line on stderr that counts rows; silent when nobody watches."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()

    def __enter__(self) -> _Progress:
        return self

    def tell(self, table: str, rows: int) -> None:
        """Show how far the table is read."""
        if self.shown:
            click.echo(f"\r\033[K{table}: {rows} rader", nl=False, err=True)

    def __exit__(self, *_: object) -> None:
        if self.shown:
            click.echo("\r\033[K", nl=False, err=True)
