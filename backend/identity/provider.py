"""The municipality's identity provider (OpenID Connect): the way there, and whom it says has come back.

Authlib does the code flow with PKCE, state and nonce. What it leaves to its user is closed here: whose token it is
(`aud`), that the published address is the one we were told, how it may be signed, and how long a state lives.
"""

from __future__ import annotations

from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App, OAuth
from flask import Flask, current_app, session
from joserfc.errors import JoseError
from requests import RequestException

from backend.identity.faults import Away, NotBelieved
from backend.identity.person import Person, person_of
from schema import clock
from schema.settings import Settings

NAME = "kommun"
CALLBACK = "/logga-in/kommun/svar"
TIMEOUT = (3, 5)
"""Seconds to connect and between bytes: somebody waits for the page, and holds one of few threads."""
KEPT = 3600
"""Seconds that its addresses and keys are kept: a key taken back is believed no longer than that."""
AWAY_FOR = 10
"""Seconds that it is taken for away once it did not answer: not everybody waits to learn the same."""
KEYS_ASKED_AGAIN = 30
"""Seconds between two looks for a key that it did not have: a stranger's token must not make us ask each time."""
LEEWAY = 60
STATE_SECONDS = 600
STATES_AT_ONCE = 4
"""How many tabs may be on their way to sign in: the states lie in the cookie, which is small."""
SIGNATURES = frozenset("RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split())
"""Signed by the provider alone: neither `none` nor with a secret that we hold too."""


class States(FlaskIntegration):
    """The states of those on their way, in the session's cookie: each for ten minutes, and few at once."""

    expires_in = STATE_SECONDS

    def get_state_data(self, session: Any, state: str | None) -> Any:
        """What was kept under a state; None when it is unknown or too old."""
        kept = session.get(f"_state_{self.name}_{state}") or {}
        return kept.get("data") if kept.get("exp", 0) > clock.now().timestamp() else None

    def set_state_data(self, session: Any, state: str, data: Any) -> None:
        """Keep what belongs to a state, and the newest few of the others."""
        mine = sorted((kept["exp"], key) for key, kept in session.items() if key.startswith(f"_state_{self.name}_"))
        for _, key in mine[: -(STATES_AT_ONCE - 1)]:
            session.pop(key)
        super().set_state_data(session, state, data)


class Provider(FlaskOAuth2App):
    """The provider's side as Authlib meets it. Every way in which it can be out of reach is `Away`."""

    server_metadata: dict[str, Any]
    _keys_asked = 0.0
    _away_at = 0.0

    def load_server_metadata(self) -> dict[str, Any]:
        """What it publishes of itself, fetched when first needed. Raises Away."""
        now = clock.now().timestamp()
        if self.server_metadata.get("_loaded_at", 0) < now - KEPT:
            self.server_metadata = {}
        if not self.server_metadata and abs(now - self._away_at) < AWAY_FOR:
            raise Away("still")
        try:
            found: dict[str, Any] = super().load_server_metadata()
        except (RequestException, ValueError, TypeError) as fault:
            self._away_at = now
            raise Away("metadata") from fault
        if found.get("issuer") != _settings().oidc_issuer:
            self.server_metadata = {}
            raise Away("it calls itself by another name than OIDC_ISSUER")
        offered = found.get("id_token_signing_alg_values_supported") or ["RS256"]
        found["id_token_signing_alg_values_supported"] = [name for name in offered if name in SIGNATURES]
        return found

    def fetch_jwk_set(self, force: bool = False) -> Any:
        """Its keys; with `force` fetched anew, though seldom. Raises Away."""
        now = clock.now().timestamp()
        if force and now - self._keys_asked < KEYS_ASKED_AGAIN:
            force = False
        if force:
            self._keys_asked = now
        try:
            return super().fetch_jwk_set(force=force)
        except (RequestException, ValueError, RuntimeError) as fault:
            raise Away("keys") from fault

    def _get_oauth_client(self, **metadata: Any) -> Any:
        offered = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
        return super()._get_oauth_client(**{**metadata, "token_endpoint_auth_method": way})


class Clients(OAuth):
    """Authlib's registry, with our states and our provider."""

    oauth2_client_cls = Provider
    framework_integration_cls = States


def install(app: Flask, settings: Settings) -> None:
    """Let the app know the provider, where the settings name one. Nothing is fetched yet."""
    if settings.oidc_issuer is None:
        return
    app.extensions["identity_provider"] = Clients(app).register(
        NAME,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT,
        },
    )


def is_there() -> bool:
    """Whether this municipality has an identity provider."""
    return "identity_provider" in current_app.extensions


def way_there(purpose: str, then: str, back: str = CALLBACK) -> str:
    """The address at the provider to lead somebody to, who is remembered in her session's cookie for ten minutes.

    `purpose` (whom it is for) and `then` (where to go afterwards) come back with her, to our path `back`. Raises Away.
    """
    address = _settings().public_url + back
    more = {"acr_values": " ".join(asked)} if (asked := _settings_acr()) else {}
    made = client().create_authorization_url(address, **more)
    client().save_authorize_data(redirect_uri=address, purpose=purpose, then=then, **made)
    return str(made["url"])


def who_came(arguments: Any, back: str = CALLBACK) -> Person:
    """Who is behind the answer that the provider sent a browser to our path `back` with. It can be asked once.

    Raises NotBelieved for anything that is not in order, Away where the provider cannot be asked.
    """
    sent = client().framework.get_state_data(session, arguments.get("state"))
    if sent is None or sent.get("redirect_uri") != _settings().public_url + back:
        raise NotBelieved("oidc_state")
    if arguments.get("iss", _settings().oidc_issuer) != _settings().oidc_issuer:
        raise NotBelieved("oidc_issuer")
    try:
        token = client().authorize_access_token(claims_options=expected(), leeway=LEEWAY)
    except OAuthError as fault:
        raise NotBelieved("oidc_denied" if arguments.get("error") else "oidc_code") from fault
    except RequestException as fault:
        raise Away("token") from fault
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        raise NotBelieved("oidc_token") from fault
    claims = token.get("userinfo") or {}
    if not claims.get("sub"):
        raise NotBelieved("oidc_token")
    return person_of({**_more(token, claims), **claims}, sent, _settings())


def way_out() -> str | None:
    """The address at the provider where somebody signs out of it too; None where it has none. Raises Away."""
    if not client().load_server_metadata().get("end_session_endpoint"):
        return None
    settings = _settings()
    made = client().create_logout_url(f"{settings.public_url}/", client_id=settings.oidc_client_id)
    return str(made["url"])


def expected() -> dict[str, Any]:
    """From whom a token must be, and for whom."""
    settings = _settings()
    return {
        "iss": {"essential": True, "value": settings.oidc_issuer},
        "aud": {"essential": True, "value": settings.oidc_client_id},
    }


def client() -> Provider:
    """The provider of this app. Raises KeyError where there is none: ask `is_there` first."""
    found: Provider = current_app.extensions["identity_provider"]
    return found


def _more(token: dict[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
    """What the provider tells only when asked with the access token, about the same person."""
    if not client().load_server_metadata().get("userinfo_endpoint"):
        return {}
    try:
        told: dict[str, Any] = dict(client().userinfo(token=token))
    except (RequestException, ValueError) as fault:
        raise Away("userinfo") from fault
    if told.get("sub") != claims["sub"]:
        raise NotBelieved("oidc_token")
    return told


def _settings_acr() -> list[str]:
    pairs = (one.partition("=") for one in (_settings().oidc_second_factor or "").split())
    return [value for claim, _, value in pairs if claim == "acr"]


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
