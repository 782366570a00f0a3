"""The messages that the fake has: made, listed, fetched, changed, as Twilio's description says."""

from __future__ import annotations

import re
import uuid
from email.utils import format_datetime
from typing import Any

from notifications.sms_text import measure
from schema import clock
from tests.fake_twilio.ledger import Ledger

E164 = re.compile(r"\+[1-9]\d{6,14}")
SENDER_ID = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}")


class Messages(Ledger):
    """What one account sent."""

    def __init__(self, account: str):
        super().__init__(account)
        self.callbacks: dict[str, str] = {}
        """Sid → where Twilio is to tell how a message went."""

    def create(self, form: dict[str, str]) -> dict[str, Any] | int:
        """The message made of a form, or the code of Twilio's refusal."""
        wrong = _wrong(form)
        if wrong:
            return wrong
        sid, now = f"SM{uuid.uuid4().hex}", format_datetime(clock.now())
        base = f"/2010-04-01/Accounts/{self._account}/Messages/{sid}"
        message = {
            "account_sid": self._account,
            "api_version": "2010-04-01",
            "body": form["Body"],
            "date_created": now,
            "date_sent": None,
            "date_updated": now,
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": form.get("From"),
            "messaging_service_sid": form.get("MessagingServiceSid"),
            "num_media": "0",
            "num_segments": "0" if "MessagingServiceSid" in form else str(measure(form["Body"]).segments),
            "price": None,
            "price_unit": "USD",
            "sid": sid,
            "status": "accepted" if "MessagingServiceSid" in form else "queued",
            "subresource_uris": {"media": f"{base}/Media.json"},
            "to": form["To"],
            "uri": f"{base}.json",
        }
        with self._lock:
            self._made.append(message)
            self.callbacks[sid] = form.get("StatusCallback", "")
        return message

    def change(self, message: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
        """A message after redaction of its body or cancellation."""
        with self._lock:
            if form.get("Body") == "":
                message["body"] = ""
            if form.get("Status") == "canceled":
                message["status"] = "canceled"
            message["date_updated"] = format_datetime(clock.now())
        return message


def _wrong(form: dict[str, str]) -> int | None:
    if not form.get("To"):
        return 21604
    if not E164.fullmatch(form["To"]):
        return 21211
    sender = form.get("From")
    if not sender and not form.get("MessagingServiceSid"):
        return 21603
    if sender and not (E164.fullmatch(sender) or SENDER_ID.fullmatch(sender)):
        return 21603
    return None if form.get("Body") else 21602
