"""`flask user …`: staff accounts."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from backend.access import accounts, grants
from clients.cli.recorded import recorded

command = AppGroup("user", help="Staff accounts.")


@command.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The person's name as colleagues know it.")
@click.option("--role", required=True, help="worker, planner, manager, head, auditor or admin.")
@click.option("--unit", "units", multiple=True, help="unit_id of the plan; may be given again. None: all units.")
@click.option("--worker", help="worker_id of the plan, for a worker's own day.")
@click.option("--source", default="plan", show_default=True, help="The plan's source that the ids are of.")
@click.password_option(help="Asked for when it is not given; at least 12 characters.")
def create(
    email: str, name: str, role: str, units: tuple[str, ...], worker: str | None, source: str, password: str
) -> None:
    """Make an account for EMAIL with one role."""
    new = accounts.NewAccount(email, name, password, role, units, worker, source)
    try:
        with recorded(f"account_made {role}"):
            accounts.create(new)
    except accounts.AccountFault as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{email} may sign in as {role}.")


@command.command("list")
def show() -> None:
    """List the accounts."""
    for account in accounts.listing():
        state = "" if account.active else "  closed"
        click.echo(f"{account.email}  {account.name}  {', '.join(account.roles) or 'no role'}{state}")


@command.command("close")
@click.argument("email")
def close(email: str) -> None:
    """Close the account of EMAIL; it stays on record."""
    try:
        with recorded(f"account_closed {numbered(email)}"):
            accounts.close(email)
    except accounts.AccountFault as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{email} is closed.")


@command.command("reset")
@click.argument("email")
@click.option("--factor", is_flag=True, help="Take the second factor away too: phone and recovery codes are lost.")
def reset(email: str, factor: bool) -> None:
    """Print a link at which EMAIL chooses a new password. It works once, for an hour."""
    try:
        with recorded(f"{'factor_removed' if factor else 'password_link'} {numbered(email)}"):
            if factor:
                accounts.reset_factor(email)
            link = accounts.reset_link(email)
    except accounts.AccountFault as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(link)


def numbered(email: str) -> str:
    """An account as the trail names it: by its row."""
    return f"account {grants.user_of(email) or 0}"
