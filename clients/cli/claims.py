"""`flask claims …`: what the identity provider's claims mean here, and which accounts it may take over."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from backend.access.audience import STAFF_ROLES
from backend.access.unit_of_work import committed
from backend.identity import arrival, claims
from clients.cli.recorded import note, recorded

command = AppGroup("claims", help="Roles and units by the claims of the municipality's identity provider.")


@command.command("add")
@click.argument("claim")
@click.argument("value")
@click.option("--role", required=True, type=click.Choice(STAFF_ROLES))
@click.option("--unit", help="unit_id of the plan. None: the whole municipality.")
@click.option("--source", default="plan", show_default=True, help="The plan's source that the unit is of.")
def add(claim: str, value: str, role: str, unit: str | None, source: str) -> None:
    """Who has VALUE in CLAIM (like groups, or realm_access.roles) holds a role from her next sign-in."""
    try:
        with recorded("claim_added"):
            line = claims.add(claim, value, role, claims.unit_of(source, unit) if unit else None)
    except claims.ClaimFault as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{line}  {claim}={value}  {role}  {unit or 'the whole municipality'}")


@command.command("list")
def show() -> None:
    """List the table."""
    for line in claims.listing():
        click.echo(f"{line.id}  {line.claim}={line.value}  {line.role}  {line.unit or 'the whole municipality'}")


@command.command("remove")
@click.argument("number", type=int)
def remove(number: int) -> None:
    """Take away the line NUMBER of the list. Who holds a role by it loses it at her next sign-in."""
    with committed():
        found = claims.remove(number)
        if found:
            note("claim_removed")
    if not found:
        raise click.ClickException(f"there is no line {number}")
    click.echo(f"line {number} is gone")


@command.command("link")
@click.argument("email")
@click.option("--subject", help="Her subject (sub) at the provider, where it is known: links at once, by no address.")
def link(email: str, subject: str | None) -> None:
    """Let the account of EMAIL be taken by who comes from the provider with that address, verified, within a week."""
    issuer = current_app.extensions["settings"].oidc_issuer
    if issuer is None:
        raise click.ClickException("there is no identity provider: OIDC_ISSUER is not set")
    with committed():
        found = arrival.open_for_linking(email, issuer=issuer, subject=subject)
        if found:
            note("linked_to_provider" if subject else "account_opened_for_linking")
    if not found:
        raise click.ClickException(f"no account {email!r}")
    click.echo(f"{email} is linked." if subject else f"{email} may be linked within {arrival.LINKABLE_DAYS} days.")
