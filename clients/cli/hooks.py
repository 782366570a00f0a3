"""`flask hooks`: the addresses that the providers of texts and calls are to be told."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from notifications.channels.elks_sms import inbound_key


@click.command("hooks")
@with_appcontext
def command() -> None:
    """Print the addresses to enter at Twilio and 46elks. The one of 46elks is a secret: it signs nothing."""
    here = current_app.extensions["settings"].public_url
    click.echo(f"Twilio, a text comes in: {here}/hooks/twilio/sms")
    click.echo(f"Twilio, a call comes in: {here}/hooks/twilio/voice")
    click.echo(f"46elks, sms_url: {here}/hooks/elks/sms/{inbound_key()}")
