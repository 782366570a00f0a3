"""`flask api-key …`: other systems' keys."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from backend.access import api_keys
from backend.access.unit_of_work import committed
from clients.cli.recorded import note, recorded

command = AppGroup("api-key", help="Other systems' keys.")


@command.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(api_keys.SCOPES))
@click.option("--source", default="plan", show_default=True, help="The planning system whose ids the key speaks in.")
def create(name: str, scopes: tuple[str, ...], source: str) -> None:
    """Make a key for the system NAME. It is shown once, alone on the last line."""
    with recorded(f"key_made {' '.join(scopes)}"):
        key = api_keys.create(name, scopes, source)
    click.echo(f"{name}: {', '.join(scopes)} (source {source}). Keep it safe, it cannot be shown again:", err=True)
    click.echo(key)


@command.command("list")
def show() -> None:
    """List the keys, never the keys themselves."""
    for holder in api_keys.everyone():
        state = f"  revoked {holder.revoked_at:%Y-%m-%d}" if holder.revoked_at else ""
        click.echo(f"{holder.key_id}  {holder.name}  {' '.join(sorted(holder.scopes))}  {holder.source}{state}")


@command.command("revoke")
@click.argument("number", type=int)
def revoke(number: int) -> None:
    """Close the key NUMBER of the list at once."""
    with committed():
        found = api_keys.revoke(number)
        if found:
            note(f"key_revoked {number}")
    if not found:
        raise click.ClickException(f"there is no open key {number}")
    click.echo(f"key {number} is revoked")
