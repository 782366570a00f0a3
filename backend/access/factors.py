"""Who needs a second factor, who has one, and what a session without it opens."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app

from backend.access import demonstration
from schema.tables import User

NEEDED = frozenset({"planner", "manager", "head", "auditor", "admin"})
"""Roles that see more than one worker's own day."""


def has_factor(user: User) -> bool:
    """Whether the user has an authenticator or a passkey of her own."""
    return bool((user.tf_primary_method and user.tf_totp_secret) or user.webauthn)


def only_on_phone(user: User) -> bool:
    """Whether a right password is not enough here: a worker without a factor, and this is no enrolled phone."""
    roles = {role.name for role in user.roles}
    if has_factor(user) or not roles or roles & NEEDED or enrolled_phone() is not None:
        return False
    return not demonstration.is_one()


def half_way(user: User, *, second_factor: bool, way: str, phone_id: int | None) -> bool:
    """Whether a session opens nothing yet but setting up a second factor.

    The one exemption is a demonstration's database: its passwords are public and its people made up, and nobody can
    be asked for a device there. By PIN on an enrolled phone the phone is the factor, for a worker's day alone.
    """
    roles = {role.name for role in user.roles}
    if second_factor or way == "pin" or not roles:
        return False
    if phone_id is not None and not roles & NEEDED:
        return False
    return not demonstration.is_one()


def enrolled_phone() -> int | None:
    """The unit's phone that this request comes from, while it is enrolled and not cut off; else None.

    Who knows phones lies above: it leaves its question at `app.extensions["enrolled_phone"]`.
    """
    ask: Callable[[], int | None] | None = current_app.extensions.get("enrolled_phone")
    return ask() if ask else None
