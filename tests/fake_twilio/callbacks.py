"""What Twilio asks of us: receipts, replies, and what somebody hears who answers a call. Signed as Twilio signs."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ElementTree
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from schema import clock
from tests.fake_twilio.grammar import faults
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
    assert answer.status_code == 200 and faults(answer.text) == [], answer.text
    message = ElementTree.fromstring(answer.text).find("Message")
    return "" if message is None else str(message.text)


class Line:
    """A call as somebody hears it who has the telephone at her ear."""

    def __init__(self, client: FlaskClient, call: dict[str, str]):
        self.client, self.told = client, call
        self._gather: ElementTree.Element | None = None
        self._dial: ElementTree.Element | None = None

    def press(self, key: str = "1") -> list[str]:
        """Press a key where one is waited for; what is said then."""
        assert self._gather is not None, "no key is waited for"
        return self._hear(self._gather.attrib["action"], {"CallStatus": "in-progress", "Digits": key})

    def wait(self) -> list[str]:
        """Press nothing; what is said where that is asked about, else how the call ends."""
        assert self._gather is not None and self._gather.get("actionOnEmptyResult") == "true"
        return self._hear(self._gather.attrib["action"], {"CallStatus": "in-progress", "Digits": ""})

    def put_through_to(self) -> str | None:
        """The number that the call is put through to."""
        return None if self._dial is None else self._dial.findtext("Number")

    def other_end(self, status: str) -> list[str]:
        """Whoever the call was put through to has answered and hung up (`completed`), or has not; what is said then."""
        assert self._dial is not None, "nobody is called"
        return self._hear(self._dial.attrib["action"], {"CallStatus": "in-progress", "DialCallStatus": status})

    @property
    def over(self) -> bool:
        """Whether nothing is waited for any more."""
        return self._gather is None and self._dial is None

    def _hear(self, url: str, form: dict[str, str]) -> list[str]:
        answer = tell(self.client, url, {**self.told, **form})
        assert (answer.status_code, answer.mimetype) == (200, "text/xml"), answer.text
        assert faults(answer.text) == []
        document = ElementTree.fromstring(answer.text)
        self._gather, self._dial = document.find("Gather"), document.find("Dial")
        return ["".join(said.itertext()) for said in document.iter("Say")]


class Handset(Line):
    """The telephone that a call of the fake's rings in."""

    def __init__(self, client: FlaskClient, twilio: FakeTwilio, place: int = -1):
        self.call = twilio.calls.all()[place]
        self.asked = twilio.calls.asked[self.call["sid"]]
        told = {"CallSid": self.call["sid"], "To": self.call["to"], "From": self.call["from"]}
        super().__init__(client, {**told, "Direction": "outbound-api", "ApiVersion": "2010-04-01"})

    def lift(self) -> list[str]:
        """Answer; what is said until a key is waited for."""
        return self._hear(self.asked["Url"], {"CallStatus": "in-progress"})

    def end(self, status: str = "completed") -> None:
        """The call ends, and Twilio tells how: completed, busy, no-answer, failed or canceled."""
        self.call["status"] = status
        form = {
            **self.told, "CallStatus": status, "Called": self.call["to"], "Caller": self.call["from"],
            "Timestamp": format_datetime(clock.now()), "CallbackSource": "call-progress-events", "SequenceNumber": "0",
            **({"CallDuration": "31", "Duration": "1"} if status == "completed" else {}),
        }  # fmt: skip
        assert tell(self.client, self.asked["StatusCallback"], form).status_code == 204


class Caller(Line):
    """Somebody who calls the service's number; `number` is what Twilio tells us of her."""

    def __init__(self, client: FlaskClient, number: str):
        told = {"CallSid": f"CA{uuid.uuid4().hex}", "From": number, "To": "+46766860000", "Direction": "inbound"}
        super().__init__(client, told)

    def ring(self) -> list[str]:
        """Call; what is said until a code is waited for."""
        return self._hear("/hooks/twilio/voice", {"CallStatus": "ringing"})
