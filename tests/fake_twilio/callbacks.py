"""What Twilio asks of us: receipts, replies, and what somebody hears who answers a call. Signed as Twilio signs."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ElementTree
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from tests.fake_twilio.server import ACCOUNT, TOKEN, FakeTwilio

PUBLIC = "http://127.0.0.1"


def signature(url: str, form: dict[str, Any] | str, token: str = TOKEN) -> str:
    """Twilio's signature over an address and a form (a body that is no form: over the address alone)."""
    return str(RequestValidator(token).compute_signature(url, {} if isinstance(form, str) else form))


def tell(client: FlaskClient, url: str, form: dict[str, Any], *, token: str = TOKEN) -> TestResponse:
    """A signed request of Twilio's to an address of ours (a path, or the whole address)."""
    whole = url if url.startswith("http") else PUBLIC + url
    parts = urlsplit(whole)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    told = {"AccountSid": ACCOUNT, **form}
    return client.post(path, data=told, headers={"X-Twilio-Signature": signature(whole, told, token)})


def text(client: FlaskClient, number: str, body: str, **more: str) -> str:
    """What comes back to a number that texts us."""
    form = {"From": number, "To": "+46766860000", "Body": body, "MessageSid": f"SM{uuid.uuid4().hex}", **more}
    answer = tell(client, "/hooks/twilio/sms", form)
    assert answer.status_code == 200, answer.text
    message = ElementTree.fromstring(answer.text).find("Message")
    return "" if message is None else str(message.text)


class Handset:
    """The telephone that a call of the fake's rings in."""

    def __init__(self, client: FlaskClient, twilio: FakeTwilio, place: int = -1):
        self.client, self.call = client, twilio.calls.all()[place]
        self.asked = twilio.calls.asked[self.call["sid"]]
        self._gather = ""

    def lift(self) -> list[str]:
        """Answer; what is said until a key is waited for."""
        return self._hear(self.asked["Url"], {"CallStatus": "in-progress"})

    def press(self, key: str = "1") -> list[str]:
        """Press a key where one is waited for; what is said then."""
        assert self._gather, "no key is waited for"
        return self._hear(self._gather, {"CallStatus": "in-progress", "Digits": key})

    def end(self, status: str = "completed") -> None:
        """The call ends, and Twilio tells how."""
        form = {"CallSid": self.call["sid"], "CallStatus": status, "To": self.call["to"], "From": self.call["from"]}
        assert tell(self.client, self.asked["StatusCallback"], form).status_code == 204

    def _hear(self, url: str, form: dict[str, str]) -> list[str]:
        told = {"CallSid": self.call["sid"], "To": self.call["to"], "From": self.call["from"], **form}
        answer = tell(self.client, url, told)
        assert (answer.status_code, answer.mimetype) == (200, "text/xml"), answer.text
        document = ElementTree.fromstring(answer.text)
        gather = document.find("Gather")
        self._gather = "" if gather is None else gather.attrib["action"]
        return [str(said.text) for said in document.iter("Say")]
