"""Somebody whom the identity provider has vouched for, as we need to know her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schema.keyring import ring
from schema.settings import Settings

SECOND_FACTOR = "amr=mfa"
"""What says that a second factor was given at the provider, unless OIDC_SECOND_FACTOR says otherwise (RFC 8176)."""


@dataclass(frozen=True)
class Person:
    """Who came, vouched for: `claims` is everything that was told of her. `repr` shows nothing of it."""

    purpose: str
    then: str
    subject_hash: str
    sid: str | None = field(repr=False)
    """What her session is called at the provider."""
    email: str | None = field(repr=False)
    """Only where the provider says that it has verified it."""
    name: str | None = field(repr=False)
    worker_id: str | None
    """The plan's worker_id, where a claim holds it."""
    second_factor: bool
    claims: Mapping[str, Any] = field(repr=False)


def person_of(claims: Mapping[str, Any], sent: Mapping[str, Any], settings: Settings) -> Person:
    """The person of verified claims, and of what was kept when she was sent away."""
    verified = claims.get("email_verified") is True
    email = claims.get("email") if verified else None
    name = claims.get("name") or " ".join(filter(None, (claims.get("given_name"), claims.get("family_name"))))
    worker = values(claims, settings.oidc_worker_claim) if settings.oidc_worker_claim else frozenset()
    wanted = (one.partition("=") for one in (settings.oidc_second_factor or SECOND_FACTOR).split())
    return Person(
        purpose=str(sent.get("purpose")),
        then=str(sent.get("then")),
        subject_hash=subject_hash(str(settings.oidc_issuer), str(claims["sub"])),
        sid=_text(claims.get("sid")),
        email=email.strip().lower() if isinstance(email, str) and email.strip() else None,
        name=_text(name),
        worker_id=next(iter(worker)) if len(worker) == 1 else None,
        second_factor=any(value in values(claims, claim) for claim, _, value in wanted),
        claims=claims,
    )


def subject_hash(issuer: str, subject: str) -> str:
    """The keyed hash under which we know a subject of a provider: who she is there is not kept."""
    return ring().look_up("oidc_subject", f"{issuer}\0{subject}")


def values(claims: Mapping[str, Any], claim: str) -> frozenset[str]:
    """The values of a claim, one or a list. A dotted name that is no claim leads inwards: `realm_access.roles`."""
    found: Any = claims.get(claim)
    if found is None and "." in claim:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    listed = found if isinstance(found, list) else [found]
    return frozenset(str(one) for one in listed if isinstance(one, str | int) and not isinstance(one, bool))


def _text(value: object) -> str | None:
    return value.strip()[:200] or None if isinstance(value, str) else None
