"""A provider that answers over HTTP: a thread per connection, everything asked on record, faults on demand."""

from __future__ import annotations

import base64
import json
import socket
import struct
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Fault:
    """What happens to one request: an answer by the provider's own `code`, a delay, a broken connection, no JSON.

    `accepting` says whether the request takes effect nevertheless; `to` limits the fault to sends to one number. One
    that names nothing else must be `accepting` or name a `code` or `reset`.
    """

    code: int | None = None
    reset: bool = False
    seconds: float = 0
    accepting: bool = False
    to: str | None = None
    garbled: bool = False


@dataclass(frozen=True)
class Asked:
    """One request as it came, and the status that it was answered with (None: not answered)."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]
    status: int | None
    answer: Any = None


@dataclass
class FakeProvider(ABC):
    """A running fake. `requests` is all that was asked; `weather` gives a fault where none is queued."""

    requests: list[Asked] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock)
    weather: Callable[[str, str | None], Fault | None] | None = None
    """By the method and the number that a request is to."""
    wrong_key: int = 401
    """The provider's own code for who is not let in."""

    @abstractmethod
    def act(self, method: str, path: str, query: dict[str, str], form: dict[str, str]) -> tuple[int, Any]:
        """Carry out one request that was let in: status and answer."""

    @abstractmethod
    def refusal(self, code: int) -> tuple[int, Any]:
        """The answer that a code of the provider's stands for."""

    @abstractmethod
    def lets_in(self, user: str, path: str) -> bool:
        """Whether the name and password (`user:password`) may ask for a path."""

    @staticmethod
    def number(form: dict[str, str]) -> str | None:
        """The number that a form is to."""
        return form.get("To") or form.get("to")

    def start(self) -> Self:
        fake = self

        class Bound(_Handler):
            provider = fake

        self._server = _Server(("127.0.0.1", 0), Bound)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def fault_for(self, method: str, to: str | None) -> Fault | None:
        with self.lock:
            for place, fault in enumerate(self.faults):
                if fault.to in (None, to):
                    del self.faults[place]
                    return fault
        return self.weather(method, to) if self.weather else None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


class _Handler(BaseHTTPRequestHandler):
    provider: FakeProvider
    protocol_version = "HTTP/1.1"
    timeout = 10

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length).decode()
        self._answer({name: values[-1] for name, values in parse_qs(raw, keep_blank_values=True).items()})

    def _answer(self, form: dict[str, str]) -> None:
        fault = self.provider.fault_for(self.command, self.provider.number(form)) or Fault(accepting=True)
        status, answer = self._act(form) if fault.accepting else (0, None)
        if fault.code:
            status, answer = self.provider.refusal(fault.code)
        time.sleep(fault.seconds)
        self._remember(form, None if fault.reset else status, answer)
        if fault.reset:
            return self._break_off()
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return self._write(status, b"<html>" if fault.garbled else text.encode())

    def _write(self, status: int, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the asker lost patience

    def _act(self, form: dict[str, str]) -> tuple[int, Any]:
        kind, _, told = self.headers.get("Authorization", "").partition(" ")
        path = urlsplit(self.path).path
        user = base64.b64decode(told).decode() if kind == "Basic" else ""
        if not self.provider.lets_in(user, path):
            return self.provider.refusal(self.provider.wrong_key)
        return self.provider.act(self.command, path, self._query(), form)

    def _query(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def _break_off(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _remember(self, form: dict[str, str], status: int | None, answer: Any) -> None:
        asked = Asked(
            self.command, urlsplit(self.path).path, self._query(), form, dict(self.headers.items()), status, answer
        )
        with self.provider.lock:
            self.provider.requests.append(asked)
