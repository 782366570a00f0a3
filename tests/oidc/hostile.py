"""A provider that lies: what no certified one can be made to do. It answers whatever the test puts in its mouth."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from schema import clock
from tests.people import Client

CLIENT_ID, SECRET = "vem-kommer", "only-for-tests"


def new_key(kid: str = "first") -> Any:
    """A key to sign with."""
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})


@dataclass
class Hostile:
    """What it says. `claims` are laid over a right ID token's: None leaves one out."""

    issuer: str
    key: Any = field(default_factory=new_key)
    published: list[Any] | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    token: Any = None
    broken: str | None = None
    """A path at which it fails."""
    slow: float = 0
    """Seconds that it takes to answer."""
    asked: list[str] = field(default_factory=list)
    """The paths that it was asked for, in order."""

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that lead our service to it."""
        return {"oidc_issuer": self.issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": SECRET}

    def right(self, **more: Any) -> dict[str, Any]:
        """The claims of a right token, with the test's on top."""
        now = int(clock.now().timestamp())
        right = {"iss": self.issuer, "aud": CLIENT_ID, "sub": "hedda", "iat": now, "exp": now + 300}
        told = {**right, "groups": ["chef"], "amr": ["mfa"], **more, **self.claims}
        return {name: value for name, value in told.items() if value is not None}

    def signed(self, claims: dict[str, Any], *, key: Any = None, alg: str = "ES256", **header: Any) -> str:
        """A token of these claims."""
        key = key or self.key
        kid = {"kid": key.kid} if key.kid else {}
        return jwt.encode({"alg": alg, **kid, **header}, claims, key, algorithms=[alg])

    def with_secret(self, claims: dict[str, Any]) -> str:
        """A token signed with the secret that the client holds too."""
        return self.signed(claims, key=OctKey.import_key(SECRET, {"kid": self.key.kid}), alg="HS256")

    def answer(self, path: str) -> dict[str, Any]:
        """What it says at one of its addresses."""
        self.asked.append(path)
        if path == "/jwks":
            return {"keys": [key.as_dict(private=False) for key in (self.published or [self.key])]}
        if path == "/token":
            return {"access_token": "x", "token_type": "Bearer", "id_token": self.token}
        if path == "/me":
            return {"sub": "hedda", **self.userinfo}
        places = {"authorization": "auth", "token": "token", "userinfo": "me"}
        told = {f"{name}_endpoint": f"{self.issuer}/{place}" for name, place in places.items()}
        signatures = {"id_token_signing_alg_values_supported": ["ES256", "HS256", "none"]}
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **told, **signatures, **self.metadata}

    def sends_back(self, client: Client) -> dict[str, str]:
        """Press the button; what the provider was sent: state, nonce and the rest."""
        sent = client.submit("/logga-in/kommun", page="/logga-in")
        assert sent.status_code == 302, sent.text
        return {name: values[0] for name, values in parse_qs(urlsplit(sent.location).query).items()}


@contextmanager
def lying() -> Iterator[Hostile]:
    """Start it on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            path = urlsplit(self.path).path
            body = json.dumps(hostile.answer(path)).encode()
            time.sleep(hostile.slow)
            self.send_response(500 if path == hostile.broken else 200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *args: Any) -> None:
            """No line per request."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hostile = Hostile(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield hostile
        server.shutdown()
        thread.join()
