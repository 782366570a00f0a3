"""`flask user grant` and `flask user revoke-role`: roles of the staff, with units and a span of days."""

from __future__ import annotations

from datetime import datetime

import click

from backend.access import accounts, grants
from backend.access.scope import MUNICIPALITY
from clients.cli.recorded import recorded
from clients.cli.users import command, numbered

FAULTS = {
    "role": "no such role: worker, planner, manager, head, auditor or admin",
    "units": "no such unit",
    "span": "--until lies before --from",
    "worker": "the account is bound to no worker of the plan",
    "there": "the account has that role for those days already, or has it no more",
    "email": "no such account",
}
DAY = click.DateTime(["%Y-%m-%d"])


@command.command("grant")
@click.argument("email")
@click.argument("role")
@click.option("--unit", "units", multiple=True, help="unit_id of the plan; may be given again. None: all units.")
@click.option("--from", "from_on", type=DAY, help="First day; today unless said.")
@click.option("--until", "until_on", type=DAY, help="Last day; until further notice unless said.")
@click.option("--source", default="plan", show_default=True, help="The plan's source that the ids are of.")
def grant(
    email: str, role: str, units: tuple[str, ...], from_on: datetime | None, until_on: datetime | None, source: str
) -> None:
    """Give the account of EMAIL a ROLE. Its sessions end."""
    try:
        with recorded(f"role_given {role} {numbered(email)}"):
            ids = tuple(accounts.unit_of(source, unit) for unit in units)
            span = [moment.date() if moment else None for moment in (from_on, until_on)]
            grants.grant(MUNICIPALITY, grants.user_of(email) or 0, grants.New(role, ids, *span))
    except (grants.GrantFault, accounts.AccountFault) as fault:
        raise click.ClickException(FAULTS.get(str(fault), str(fault))) from None
    click.echo(f"{email} is {role}.")


@command.command("revoke-role")
@click.argument("email")
@click.argument("role")
@click.option("--unit", help="unit_id of the plan; wherever the account holds the role unless said.")
@click.option("--source", default="plan", show_default=True, help="The plan's source that the id is of.")
def revoke(email: str, role: str, unit: str | None, source: str) -> None:
    """End a ROLE of the account of EMAIL, at once. Its sessions end."""
    try:
        with recorded(f"role_ended {role} {numbered(email)}"):
            unit_id = accounts.unit_of(source, unit) if unit else None
            ended = grants.revoke_role(MUNICIPALITY, grants.user_of(email) or 0, role, unit_id)
    except (grants.GrantFault, accounts.AccountFault) as fault:
        raise click.ClickException(FAULTS.get(str(fault), str(fault))) from None
    if not ended:
        raise click.ClickException(FAULTS["there"])
    click.echo(f"{email} is no longer {role}.")
