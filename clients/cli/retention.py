"""`flask retention …`: what the rules let go of, and a record of what went."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from flask.cli import AppGroup

from backend.access.unit_of_work import only_reading
from backend.privacy import retention, rules
from backend.seals.owner import NotTheOwner

command = AppGroup("retention", help="Erase what the rules let go of.")


@command.command("run")
@click.option("--dry-run", is_flag=True, help="Count what would go, and change nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def run(dry_run: bool, form: str) -> None:
    """Erase what is older than its rule. Legal holds and research selections are left; a run broken off goes on."""
    with _Progress() as progress:
        if dry_run:
            with only_reading():
                outcome = retention.run(dry_run=True, tell=progress.tell)
        else:
            outcome = _removed(progress.tell)
    document = outcome.document()
    if form == "json":
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        _print(document)


def _removed(tell: retention.Tell) -> retention.Outcome:
    try:
        return retention.run(tell=tell)
    except NotTheOwner as fault:
        raise click.ClickException(str(fault)) from None


@command.command("rules")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show_rules(form: str) -> None:
    """The rules: what goes, after how long, from which date, from which tables."""
    if form == "json":
        listed = [
            {"rule": one.name, "what": one.what, "months": one.months, "days": one.days, "since": one.since,
             "tables": list(one.tables), "way": one.way}
            for one in rules.RULES
        ]  # fmt: skip
        click.echo(json.dumps(listed, ensure_ascii=False))
        return
    for one in rules.RULES:
        click.echo(f"{one.name:<14}  {one.what}: {one.after}")


def _print(document: dict[str, Any]) -> None:
    """What went, by rule and table, then who stays."""
    what = {rule.name: rule for rule in rules.RULES}
    for name, tables in document["rules"].items():
        click.echo(f"{what[name].what} ({what[name].after}):")
        for table, number in tables.items():
            click.echo(f"  {table:<16}{number:>9}")
    kept = document["kept"]
    click.echo(f"Sparas trots att tiden gått ut: {kept['legal']} för utredning, {kept['research']} för forskning.")
    if document["dry_run"]:
        click.echo("Provkörning: inget togs bort.")
    else:
        click.echo(f"Gallring {document['run']} klar." if document["rules"] else "Inget att gallra.")


class _Progress:
    """A line on stderr that counts batches; silent when nobody watches."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()

    def __enter__(self) -> _Progress:
        return self

    def tell(self, rule: str, done: int, of: int) -> None:
        """Show how far a rule has come."""
        if self.shown:
            bar = "█" * (20 * done // of)
            click.echo(f"\r\033[K{rule:<14} {bar:<20} {done}/{of}", nl=False, err=True)

    def __exit__(self, *_: object) -> None:
        if self.shown:
            click.echo("\r\033[K", nl=False, err=True)
