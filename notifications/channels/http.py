"""HTTP to the neighbours that carry messages: kept connections for one errand, no retries, no redirects.

Making a message is idempotent nowhere, so what went wrong is told apart: never connected, or nobody knows. The
connections live as long as the errand: one that the other side closed overnight would put the first message of each
morning in doubt.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

from urllib3 import PoolManager, ProxyManager, Timeout, make_headers
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProxyError, SSLError

logging.getLogger("urllib3").setLevel(logging.ERROR)  # it logs numbers: query strings
FORM = "application/x-www-form-urlencoded"


class NeverConnected(Exception):
    """Without a connection nothing was accepted."""


class NoAnswer(Exception):
    """The request may have been heard; its message is the kind of what went wrong."""


@dataclass(frozen=True)
class Answer:
    """What a neighbour answered."""

    status: int
    text: str
    headers: Mapping[str, str]


class Http:
    """A pool of connections for one errand; threads may share it."""

    def __init__(self, seconds: float, at_once: int = 8):
        self._timeout = Timeout(connect=seconds, read=seconds)
        self._at_once = at_once
        self._pools: dict[str, PoolManager] = {}

    def ask(
        self, method: str, url: str, *, form: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None, auth: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None, body: bytes | None = None,
    ) -> Answer:  # fmt: skip
        """Ask once. Raises NeverConnected or NoAnswer; every status is an answer."""
        told = {**(headers or {}), **(make_headers(basic_auth=":".join(auth)) if auth else {})}
        if form is not None:
            told["Content-Type"], body = FORM, urlencode(form, doseq=True).encode()
        address = f"{url}?{urlencode(query, doseq=True)}" if query else url
        try:
            answer = self._pool(url).request(
                method, address, body=body, headers=told, timeout=self._timeout, retries=False, redirect=False
            )
            return Answer(answer.status, answer.data.decode(errors="replace"), answer.headers)
        except HTTPError as fault:
            if never_connected(fault):
                raise NeverConnected from None
            raise NoAnswer(type(fault).__name__) from None

    def _pool(self, url: str) -> PoolManager:
        """The pool for an address; through the proxy that the machine is told to use, if there is one."""
        there = urlsplit(url)
        if there.netloc not in self._pools:
            proxy = None if proxy_bypass(there.hostname or "") else getproxies().get(there.scheme)
            size = self._at_once
            made = ProxyManager(proxy, maxsize=size) if proxy else self._made(PoolManager(maxsize=size))
            self._pools[there.netloc] = made
        return self._pools[there.netloc]

    def _made(self, pool: PoolManager) -> PoolManager:
        """A new pool that leads there without a proxy, as it is to be used."""
        return pool

    def close(self) -> None:
        """Let the connections go."""
        for pool in self._pools.values():
            pool.clear()


def never_connected(fault: HTTPError) -> bool:
    """Without a connection, or with a neighbour whose certificate is not its own, nothing was accepted."""
    if isinstance(fault, SSLError):
        return bool(fault.args) and isinstance(fault.args[0], ssl.SSLCertVerificationError)
    return isinstance(fault, ConnectTimeoutError | NewConnectionError | ProxyError)
