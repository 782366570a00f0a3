"""`flask demo …`: the demonstration municipality, in an empty database of its own."""

from __future__ import annotations

import time

import click
from flask.cli import AppGroup

from backend.access import demonstration
from schema import clock

TICK_SECONDS = 5

command = AppGroup("demo", help="A made-up municipality whose day is played forward.")


@command.command("load")
def load() -> None:
    """Lay the demonstration around this moment; where one is laid already, nothing happens."""
    from clients.cli.demo import laying

    if demonstration.anchor() is not None:
        click.echo("The demonstration is laid already.")
        return
    try:
        laying.load(clock.now())
    except laying.NotLoaded as fault:
        raise click.ClickException(str(fault)) from None
    click.echo("Provkommun is laid: two units, 80 recipients, 25 workers.")


@command.command("play")
@click.option("--once", is_flag=True, help="Report what is due and stop.")
def play(once: bool) -> None:
    """Play the day forward: report what the script says has happened by now, every few seconds."""
    from clients.cli.demo import playing

    while True:
        playing.catch_up(clock.now())
        if once:
            return
        time.sleep(TICK_SECONDS)


@command.command("addresses")
def addresses() -> None:
    """Name the addresses and the sign-ins of the demonstration."""
    from clients.cli.demo import guide

    click.echo(guide.text())
