"""`flask cards …`: the QR cards that hang in the homes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from backend.access.unit_of_work import committed
from backend.cards import issue, sheet
from backend.privacy import extract
from backend.privacy.parts import RECIPIENT
from clients.cli.recorded import recorded
from clients.ui import paper

command = AppGroup("cards", help="QR cards on paper.")
source_option = click.option("--source", default="plan", show_default=True, help="The plan's source.")


@command.command("print")
@click.option("--unit", required=True, help="unit_id of the plan.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False, writable=True), help="FILE.pdf")
@source_option
def print_cards(unit: str, out: Path, source: str) -> None:
    """One A4 sheet for each home of a unit; homes without a card get one. Protected and ended get none."""
    here = current_app.extensions["settings"].public_url
    try:
        with committed():
            homes = sheet.homes_of_unit(unit, source)
            with _progress(homes) as each:
                drawn = paper.draw((one for home in each for one in sheet.sheets([home], here)), out)
    except (sheet.UnknownUnit, paper.CannotDraw) as fault:
        raise click.ClickException(str(fault)) from None
    if not drawn:
        raise click.ClickException(f"no home of unit {unit!r} may have a card")
    click.echo(f"{drawn} cards in {out}")


def _progress(homes: list[int]) -> AbstractContextManager[Iterable[int]]:
    return click.progressbar(homes, label="Cards", file=sys.stderr) if sys.stderr.isatty() else nullcontext(homes)


@command.command("revoke")
@click.argument("recipient")
@click.option("--renew", is_flag=True, help="Issue a new card for the home at once.")
@source_option
def revoke(recipient: str, renew: bool, source: str) -> None:
    """Close the card in the home of RECIPIENT (recipient_id of the plan) at once."""
    homes, person = sheet.homes_of_recipient(recipient, source), extract.find(RECIPIENT, source, recipient)
    if not homes:
        raise click.ClickException(f"no recipient {recipient!r} in the source {source!r}")
    with recorded("card_renewed" if renew else "card_closed", recipient_id=person.recipient_id if person else None):
        closed = sum(issue.revoke(home) for home in homes)
        renewed = [home for home in homes if renew and issue.card_for(home)]
    click.echo(f"{closed} closed, {len(renewed)} issued")
