"""Somebody comes from the identity provider: which account is hers, and what she holds by what it says of her.

An account is known by a keyed hash of issuer and subject. An address proves nothing here: an account that was made
for a password is taken over only while an administrator has opened it, and only by the provider's verified address.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import select

from backend.access import trail
from backend.access.scope import Scope
from backend.identity.claims import Held, meant_by
from backend.identity.faults import NotBelieved
from backend.identity.person import Person, subject_hash
from schema import clock
from schema.db import db
from schema.tables import Grant, User, Worker

NO_ADDRESS = "oidc.invalid"
"""The domain of the address of an account whose provider verifies none: no letter can ever reach it (RFC 2606)."""
LINKABLE_DAYS = 7


def arrive(person: Person) -> User:
    """The account of somebody who came, in step with her claims. The caller commits, also what a refusal took away.

    Raises NotBelieved where her account is closed, where her address is another account's, or where she holds no role.
    """
    wanted = meant_by(person.claims)
    user = _known(person) or _linked(person) or (_made(person) if wanted else None)
    if user is None:
        raise NotBelieved("oidc_no_role")
    if not user.active:
        raise NotBelieved("oidc_closed")
    _bring_in_step(user, wanted)
    if person.worker_id is not None:
        user.worker_id = _worker(person.worker_id)
    db.session.flush()
    if not user.roles:
        raise NotBelieved("oidc_no_role")
    return user


def open_for_linking(email: str, *, issuer: str | None = None, subject: str | None = None) -> bool:
    """Let the provider's next arrival with this verified address take the account, for a week; False where none is.

    With `issuer` and `subject` it is linked at once. The caller commits.
    """
    user = db.session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        return False
    if issuer and subject:
        user.subject_hash = subject_hash(issuer, subject)
    else:
        user.linkable_until_at = clock.now() + timedelta(days=LINKABLE_DAYS)
    return True


def _known(person: Person) -> User | None:
    found: User | None = db.session.scalar(select(User).where(User.subject_hash == person.subject_hash))
    return found


def _linked(person: Person) -> User | None:
    """The account that an administrator opened for this address."""
    user = db.session.scalar(select(User).where(User.email == person.email)) if person.email else None
    if user is None:
        return None
    if user.subject_hash or user.linkable_until_at is None or user.linkable_until_at < clock.now():
        raise NotBelieved("oidc_address_taken")
    user.subject_hash, user.linkable_until_at = person.subject_hash, None
    _note(user, "linked_to_provider")
    return user


def _made(person: Person) -> User:
    email = person.email or f"{person.subject_hash[:20]}@{NO_ADDRESS}"
    user = User(
        email=email,
        name=person.name or email.partition("@")[0],
        fs_uniquifier=secrets.token_hex(32),
        subject_hash=person.subject_hash,
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    _note(user, "made_by_provider")
    return user


def _bring_in_step(user: User, wanted: frozenset[Held]) -> None:
    """Give what the claims mean and is not held; take what they gave once and mean no longer. Ours stays."""
    today = clock.today()
    held = {(grant.role, grant.unit_id): grant for grant in user.grants if grant.from_claims and grant.holds_on(today)}
    for what in sorted(held.keys() - wanted, key=str):
        held[what].until_on = today - timedelta(days=1)  # at once, not at midnight
        _note(user, "role_taken_by_claims", what[1])
    for role, unit_id in sorted(wanted - held.keys(), key=str):
        _give(user, role, unit_id)
        _note(user, "role_given_by_claims", unit_id)


def _give(user: User, role: str, unit_id: int | None) -> None:
    today = clock.today()
    of_today = (one for one in user.grants if (one.role, one.unit_id, one.from_on) == (role, unit_id, today))
    again = next(of_today, None)
    if again is None:
        user.grants.append(Grant(role=role, unit_id=unit_id, from_on=today, from_claims=True))
    elif not again.holds_on(today):  # taken and given again in one day
        again.until_on, again.from_claims = None, True


def _worker(outside_id: str) -> int | None:
    """The plan's worker of that id; None where there is none, or one in each of several plans."""
    found = db.session.scalars(
        select(Worker.id).where(Worker.outside_id == outside_id, Worker.revision > 0).limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def _note(user: User, reason: str, unit_id: int | None = None) -> None:
    by_provider = Scope("service", frozenset(), user_id=user.id)
    trail.note(by_provider, "change", unit_id=unit_id, worker_id=user.worker_id, reason=reason)
