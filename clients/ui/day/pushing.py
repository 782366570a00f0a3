"""The part of a page with which a browser is pushed to, or not: what it shows, and what its form says."""

from __future__ import annotations

from typing import NamedTuple

from flask import current_app, request

from schema import push, vapid
from schema.push import PushAddress


class Pushing(NamedTuple):
    """Whether this browser is pushed to; the key that it is to ask for; where the form leads; whether one was wrong."""

    on: bool
    key: str
    address: str
    refused: bool = False


def pushing(address: str, *, on: bool, refused: bool = False) -> Pushing | None:
    """What the page shows; None where browsers are not pushed to in this installation."""
    key: str | None = current_app.extensions["settings"].vapid_private_key
    return Pushing(on, vapid.public_text(vapid.private_key(key)), address, refused) if key else None


def told() -> PushAddress | None:
    """What the browser told in its form; None where that cannot be a browser's address, or none is to be had."""
    if not current_app.extensions["settings"].vapid_private_key:
        return None
    return push.read(*(request.form.get(name, "") for name in ("endpoint", "p256dh", "auth")))
