"""HTTP to addresses that somebody else named: to the open network alone, with little patience, and little read.

Where a browser is pushed to is what the browser says. Whatever the name led to when it was told, the machine that the
connection reached is looked at before a byte is sent.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping

from urllib3 import HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import HTTPError

from notifications.channels.http import Answer, Http, NeverConnected, NoAnswer, never_connected
from schema.push import is_public_address

READ_BYTES = 2_048
ALSO: frozenset[str] = frozenset()
"""Addresses that are reached though they are not public: none, but in the tests."""


class NotPublic(HTTPError):
    """The name leads to a machine that is not on the open network."""


class _Connection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        there = str(made.getpeername()[0])
        if not is_public_address(there) and there not in ALSO:
            made.close()
            raise NotPublic
        return made


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


class PublicHttp(Http):
    """As Http, https only. Through a proxy of the machine's it is the proxy that decides what is reached."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Ask once; of the answer little more than its status is read. Raises NeverConnected, NoAnswer or NotPublic."""
        try:
            answer = self._pool(url).request(
                "POST", url, body=body, headers=dict(headers), timeout=self._timeout, retries=False, redirect=False,
                preload_content=False,
            )  # fmt: skip
            try:
                said = answer.read(READ_BYTES)
            finally:
                answer.release_conn() if answer.length_remaining == 0 else answer.close()
            return Answer(answer.status, said.decode(errors="replace"), answer.headers)
        except NotPublic:
            raise
        except HTTPError as fault:
            if never_connected(fault):
                raise NeverConnected from None
            raise NoAnswer(type(fault).__name__) from None

    def _made(self, pool: PoolManager) -> PoolManager:
        pool.pool_classes_by_scheme = {"https": _Pool}
        return pool
