"""`flask tolerance …`: what the municipality lets pass before something is a gap."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from backend.gaps import asked
from backend.gaps.kinds import MINUTES
from clients.cli.recorded import recorded

command = AppGroup("tolerance", help="Tolerances of gaps: dated, per unit and service.")


@command.command("set")
@click.argument("tolerance", metavar="KIND=MINUTES")
@click.option("--from", "from_on", help="From this date on, YYYY-MM-DD; today unless said.")
@click.option("--unit", help="unit_id of the plan; all units unless said.")
@click.option("--service", help="service_id of the plan; all services unless said.")
@click.option("--source", help="The plan's source that the ids are of.")
def put(tolerance: str, from_on: str | None, unit: str | None, service: str | None, source: str | None) -> None:
    """Set the tolerance of a kind of gap, like late=10. Earlier days keep the one that they had."""
    try:
        with recorded("tolerance_set"):
            asked.keep_tolerance(tolerance, from_on, unit, service, source)
    except asked.Misasked as fault:
        raise click.UsageError(str(fault)) from None


@command.command("list")
def show() -> None:
    """List the defaults, and what the municipality has set over them."""
    for kind, minutes in sorted(MINUTES.items()):
        click.echo(f"{kind}={minutes}  default")
    for kind, minutes, from_on, unit, service in asked.kept_tolerances():
        click.echo(f"{kind}={minutes}  from {from_on}  unit {unit or 'all'}  service {service or 'all'}")
