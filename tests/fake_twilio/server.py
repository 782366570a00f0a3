"""The server: a thread per connection, a ledger of every request, faults taken from a queue."""

from __future__ import annotations

import base64
import json
import re
import socket
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fake_twilio.calls import Calls
from tests.fake_twilio.messages import Messages
from tests.fake_twilio.paging import page

ACCOUNT, TOKEN = "AC" + "0123456789abcdef" * 2, "a-secret-of-the-fake"
ACCOUNTS = r"/2010-04-01/Accounts/(AC[0-9a-fA-F]{32})"
LIST = re.compile(rf"{ACCOUNTS}/(Messages|Calls)\.json")
ONE = re.compile(rf"{ACCOUNTS}/(Messages|Calls)/((?:SM|MM|CA)[0-9a-fA-F]{{32}})\.json")
TOLD = {
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    21201: (400, "No 'To' number specified"),
    21205: (400, "Url parameter is required."),
    21212: (400, "Invalid 'From' phone number"),
    21211: (400, "The 'To' number is not a valid phone number."),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    20500: (500, "An internal server error has occurred"),
}


@dataclass(frozen=True)
class Fault:
    """What happens to one request: an answer by Twilio's `code`, a delay, a broken connection instead of an answer.

    `accepting` says whether the request takes effect nevertheless; `to` limits the fault to sends to one number. One
    that names nothing else must be `accepting` or name a `code` or `reset`.
    """

    code: int | None = None
    reset: bool = False
    seconds: float = 0
    accepting: bool = False
    to: str | None = None


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
class FakeTwilio:
    """A running fake.

    `accepted` are the messages that Twilio would send, `calls` what it would call; `requests` is all that was asked.
    """

    messages: Messages = field(default_factory=lambda: Messages(ACCOUNT))
    calls: Calls = field(default_factory=lambda: Calls(ACCOUNT))
    requests: list[Asked] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> FakeTwilio:
        fake = self

        class Bound(_Handler):
            twilio = fake

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

    @property
    def accepted(self) -> list[dict[str, Any]]:
        return self.messages.all()

    def to(self, number: str) -> list[str]:
        """The bodies of the messages accepted to a number."""
        return [message["body"] for message in self.accepted if message["to"] == number]

    def fault_for(self, to: str | None) -> Fault | None:
        with self.lock:
            for place, fault in enumerate(self.faults):
                if fault.to in (None, to):
                    del self.faults[place]
                    return fault
        return None

    @property
    def settings(self) -> dict[str, str]:
        """The settings of an installation that uses this fake."""
        return {
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": TOKEN,
            "twilio_from": "+46766860000",
            "twilio_base_url": self.url,
        }


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    twilio: FakeTwilio
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
        fault = self.twilio.fault_for(form.get("To")) or Fault(accepting=True)
        status, answer = self._act(form) if fault.accepting else (0, None)
        if fault.code:
            status, answer = _told(fault.code)
        time.sleep(fault.seconds)
        self._remember(form, None if fault.reset else status, answer)
        if fault.reset:
            return self._break_off()
        body = json.dumps(answer).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the asker lost patience
        return None

    def _act(self, form: dict[str, str]) -> tuple[int, Any]:
        expected = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        path = urlsplit(self.path).path
        many, one = LIST.fullmatch(path), ONE.fullmatch(path)
        found = many or one
        if self.headers.get("Authorization") != expected or (found and found[1] != ACCOUNT):
            return _told(20003)
        if found is None:
            return _told(20404)
        made = self.twilio.messages if found[2] == "Messages" else self.twilio.calls
        if many:
            return self._many(made, found[2], path, form)
        row = made.by_sid(found[3])
        if row is None:
            return _told(20404)
        return 200, made.change(row, form) if self.command == "POST" else row

    def _many(self, made: Messages | Calls, name: str, path: str, form: dict[str, str]) -> tuple[int, Any]:
        if self.command == "POST":
            row = made.create(form)
            return _told(row) if isinstance(row, int) else (201, row)
        return 200, page(name.lower(), path, made.listed(self._query()), self._query())

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
        with self.twilio.lock:
            self.twilio.requests.append(asked)


def _told(code: int) -> tuple[int, Any]:
    status, message = TOLD[code]
    more = f"https://www.twilio.com/docs/errors/{code}"
    return status, {"code": code, "message": message, "more_info": more, "status": status}
