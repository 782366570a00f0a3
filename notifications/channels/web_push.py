"""Push to a browser (RFC 8030), sealed so that only the browser can read it (RFC 8291), signed as us (RFC 8292).

What a push service did not answer is sent again: each push takes the place of the last, so that twice does no harm.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey

from notifications.channels.faults import later
from notifications.channels.http import Answer, NeverConnected, NoAnswer
from notifications.channels.public_http import NotPublic, PublicHttp
from notifications.outbox import Claimed, Settlement
from notifications.states import State
from schema import clock, vapid
from schema.push import SECRET_BYTES, PushAddress
from schema.settings import Settings

NAME = "web_push"
GONE = "gone"
"""The push service knows the browser no more: it is not pushed to again."""
NO_MORE = (404, 410)
TOPIC = "besok"
"""Of what waits for a browser that is off, only the last is shown."""
SIGNED_FOR = timedelta(hours=12)
LONGEST_WAIT = timedelta(days=28)


class WebPush:
    """Pushes with one key. The last line of a message's words is the page to open."""

    name = NAME

    def __init__(self, settings: Settings, http: PublicHttp):
        self._http = http
        self._municipality = settings.municipality
        self._contact = settings.security_contact or settings.public_url
        self._key = vapid.private_key(settings.vapid_private_key) if settings.vapid_private_key else None

    def send(self, message: Claimed) -> Settlement:
        """Hand one push over and say where that led."""
        if self._key is None:
            return Settlement(State.SUPPRESSED, channel=NAME, reason="no_vapid_key")
        to = PushAddress.of(message.number)
        headers = {**_wishes(message), "Authorization": _signed(self._key, to, self._contact)}
        try:
            answer = self._http.post(to.endpoint, _sealed(to, self._payload(message)), headers)
        except NotPublic:
            return Settlement(State.FAILED, channel=NAME, reason="bad_address")
        except NeverConnected:
            return later("no_connection", message.attempts)
        except NoAnswer as fault:
            return later(str(fault), message.attempts)
        return _settled(answer, message.attempts)

    def _payload(self, message: Claimed) -> bytes:
        words, _, page = message.body.rpartition("\n")
        told = {"title": self._municipality, "body": words, "page": page, "lang": message.language}
        return json.dumps(told, ensure_ascii=False).encode()


def _wishes(message: Claimed) -> dict[str, str]:
    """How long it is worth something, and how much haste there is."""
    left = min(message.expires_at - clock.now(), LONGEST_WAIT)
    return {
        "TTL": str(max(0, int(left.total_seconds()))), "Urgency": "high" if message.urgent else "normal",
        "Topic": TOPIC, "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream",
    }  # fmt: skip


def _sealed(to: PushAddress, payload: bytes) -> bytes:
    sealed: bytes = http_ece.encrypt(
        payload, salt=os.urandom(16), private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=vapid.unpacked(to.p256dh, vapid.POINT_BYTES), auth_secret=vapid.unpacked(to.auth, SECRET_BYTES),
        version="aes128gcm",
    )  # fmt: skip
    return sealed


def _signed(key: ec.EllipticCurvePrivateKey, to: PushAddress, contact: str) -> str:
    """Who we are, said to this push service alone and for some hours."""
    there = urlsplit(to.endpoint)
    until = int((clock.now() + SIGNED_FOR).timestamp())
    claims = {"aud": f"{there.scheme}://{there.netloc}", "exp": until, "sub": contact}
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )  # fmt: skip
    token = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, ECKey.import_key(pem))
    return f"vapid t={token}, k={vapid.public_text(key)}"


def _settled(answer: Answer, attempts: int) -> Settlement:
    if 200 <= answer.status < 300:
        return Settlement(State.SENT, channel=NAME)
    if answer.status in NO_MORE:
        return Settlement(State.FAILED, channel=NAME, reason=GONE)
    if answer.status == 429 or answer.status >= 500:
        return _not_before(answer, later(str(answer.status), attempts))
    return Settlement(State.FAILED, channel=NAME, reason=str(answer.status))


def _not_before(answer: Answer, outcome: Settlement) -> Settlement:
    """As late as the push service asks for, where it says so in seconds."""
    asked = answer.headers.get("Retry-After", "")
    if not (asked.isascii() and asked.isdigit()):
        return outcome
    asked_at = clock.now() + timedelta(seconds=min(int(asked[:6]), 86_400))
    return replace(outcome, retry_at=max(asked_at, outcome.retry_at or asked_at))
