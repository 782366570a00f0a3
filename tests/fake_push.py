"""A push service and its browsers: takes what is signed and sealed as the RFCs say, reads it with a browser's keys, and
answers otherwise on demand."""

from __future__ import annotations

import base64
import json
import os
import ssl
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import http_ece
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey

from schema.push import PushAddress
from tests.letterbox import HOST, certificate_in

VAPID_KEY = base64.urlsafe_b64encode(bytes(range(1, 33))).decode().rstrip("=")


def packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Browser:
    """A browser with a subscription, which alone can read what comes."""

    def __init__(self, endpoint: str):
        self.key, self.secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.address = PushAddress(endpoint, packed(point), packed(self.secret))

    def read(self, body: bytes) -> dict[str, Any]:
        """What a push says."""
        plain = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        told: dict[str, Any] = json.loads(plain)
        return told


@dataclass(frozen=True)
class Pushed:
    """One request as it came, and what it was answered with."""

    path: str
    headers: dict[str, str]
    body: bytes
    status: int


@dataclass
class FakePush:
    """The service: what came, who signed it, and the answers to the next requests (status, more headers)."""

    folder: Path
    asked: list[Pushed] = field(default_factory=list)
    answers: deque[tuple[int, dict[str, str]]] = field(default_factory=deque)
    signed: list[dict[str, Any]] = field(default_factory=list)

    def start(self) -> FakePush:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate_in(self.folder))
        self.server = ThreadingHTTPServer((HOST, 0), type("Handler", (_Handler,), {"fake": self}))
        self.server.daemon_threads = True
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def origin(self) -> str:
        return f"https://{HOST}:{self.server.server_address[1]}"

    def browser(self, name: str) -> Browser:
        return Browser(f"{self.origin}/push/{name}")

    def told(self, browser: Browser, since: int = 0) -> list[dict[str, Any]]:
        """What a browser was told by the pushes that were accepted."""
        mine = [one for one in self.asked[since:] if self.origin + one.path == browser.address.endpoint]
        return [browser.read(one.body) for one in mine if one.status == 201]

    def status_of(self, headers: dict[str, str]) -> int:
        """201 for what is as RFC 8030 and 8292 want it, unless something else was ordered."""
        scheme, _, said = headers.get("Authorization", "").partition(" ")
        parts = dict(part.strip().split("=", 1) for part in said.split(","))
        point = base64.urlsafe_b64decode(parts["k"] + "==")
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point).public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        claims = jwt.decode(parts["t"], ECKey.import_key(key), algorithms=["ES256"]).claims  # raises for a wrong one
        self.signed.append({**claims, "k": parts["k"]})
        sound = scheme == "vapid" and claims["aud"] == self.origin and headers["TTL"].isdigit()
        return 201 if sound and headers["Content-Encoding"] == "aes128gcm" else 400


class _Handler(BaseHTTPRequestHandler):
    fake: FakePush
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body, headers = self.rfile.read(int(self.headers["Content-Length"])), dict(self.headers.items())
        status, more = (self.fake.status_of(headers), {})
        if self.fake.answers:
            status, more = self.fake.answers.popleft()
        self.fake.asked.append(Pushed(self.path, headers, body, status))
        self.send_response(status)
        for name, value in {"Content-Length": "0", **more}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """No line per request."""
