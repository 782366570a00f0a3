"""Keeps tests from reaching what they did not ask for: other machines always, ports and databases unless said so."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

DATABASE_FIXTURES = frozenset({"staff", "lived_in", "make_app", "empty_database", "sqlite_template", "postgresql"})
LOOPBACK_FIXTURES = frozenset(
    {"postgresql", "any_app", "live_server", "browser", "open_page", "fake_twilio", "letterbox", "fake_push"}
)
refused: list[str] = []
"""What the running test was refused: it fails for it, also when the code under test swallowed the error."""
_allowed = {"loopback": True, "databases": True}


class Refused(OSError):
    """The way out is closed: a network error to the code that tried."""


@contextmanager
def allowing(*, loopback: bool | None = None, databases: bool | None = None) -> Iterator[None]:
    """Inside the block connections to this machine, and databases, are allowed or refused as told."""
    before = dict(_allowed)
    for name, value in (("loopback", loopback), ("databases", databases)):
        if value is not None:
            _allowed[name] = value
    try:
        yield
    finally:
        _allowed.update(before)


def install() -> None:
    """Watch this process for its whole life (an audit hook cannot be taken off)."""
    sys.addaudithook(_watch)


def check_database(kind: str) -> None:
    """Raise when this test did not ask for a database."""
    if not _allowed["databases"]:
        _refuse(f"a test without a database fixture opened a {kind} database")


def _watch(happening: str, args: tuple[Any, ...]) -> None:
    if happening == "socket.connect":
        _check_address(args[1])
    elif happening == "sqlite3.connect":
        check_database("sqlite")


def _check_address(address: Any) -> None:
    if not isinstance(address, tuple):
        return  # a socket file: on this machine by nature
    host = address[0]
    if not _is_here(host):
        _refuse(f"a test reached for {host}")
    if not _allowed["loopback"]:
        _refuse(f"a test without a fixture for it reached for {address[:2]}")


def _refuse(why: str) -> None:
    refused.append(why)
    raise Refused(why)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "")
