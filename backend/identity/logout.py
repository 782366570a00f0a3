"""Back-channel logout: the provider tells us, server to server, that somebody has signed out there.

OpenID Connect Back-Channel Logout 1.0: https://openid.net/specs/openid-connect-backchannel-1_0.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from authlib.oauth2.claims import JWTClaims
from joserfc.errors import InvalidClaimError, JoseError, MissingClaimError

from backend.access import limit
from backend.identity.faults import NotBelieved
from backend.identity.person import subject_hash
from backend.identity.provider import LEEWAY, client, expected
from schema import clock

EVENT = "http://schemas.openid.net/event/backchannel-logout"
OLDEST = 600
"""Seconds after which a logout token is too old, however long it says it lives: so long must each be remembered."""


@dataclass(frozen=True)
class Ended:
    """Whose sessions are to end: of the one session at the provider where `sid` is told, else all of the subject's."""

    sid: str | None
    subject_hash: str | None


class LogoutToken(JWTClaims):
    """The claims of a logout token, which an ID token can never be."""

    def validate(self, now: int | None = None, leeway: int = 0) -> None:
        """Raises JoseError unless it is a logout token for us, fresh, and names a session or a subject."""
        for claim in ("iat", "exp", "jti", "events"):
            if self.get(claim) is None:
                raise MissingClaimError(claim)
        super().validate(now, leeway)
        if not isinstance(self["events"], dict) or not isinstance(self["events"].get(EVENT), dict):
            raise InvalidClaimError("events")
        if "nonce" in self:
            raise InvalidClaimError("nonce")
        if not (self.get("sub") or self.get("sid")):
            raise MissingClaimError("sub")
        if not isinstance(self.get("sid", ""), str):
            raise InvalidClaimError("sid")
        if self["iat"] < clock.now().timestamp() - OLDEST:
            raise InvalidClaimError("iat")


def told(logout_token: str) -> Ended:
    """Whose sessions a logout token ends. Each is believed once.

    Raises NotBelieved, Away, or TooMany for one that was used before.
    """
    try:
        claims: Any = client().parse_id_token(
            {"id_token": logout_token},
            nonce=None,
            claims_options=expected(),
            claims_cls=LogoutToken,
            leeway=LEEWAY,
        )
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise NotBelieved("oidc_logout_token") from fault
    try:
        limit.attempt("logout_token", claims["jti"])
    except limit.TooMany:
        raise NotBelieved("oidc_logout_replayed") from None
    subject = claims.get("sub")
    return Ended(claims.get("sid"), subject_hash(claims["iss"], subject) if subject else None)
