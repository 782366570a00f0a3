"""The calls that the fake has made, as Twilio's description says, and what somebody who answers one hears."""

from __future__ import annotations

import uuid
from email.utils import format_datetime
from typing import Any

from schema import clock
from tests.fake_twilio.ledger import Ledger
from tests.fake_twilio.messages import E164

ENDED = ("completed", "busy", "no-answer", "failed", "canceled")


class Calls(Ledger):
    """What one account called."""

    def __init__(self, account: str):
        super().__init__(account)
        self.asked: dict[str, dict[str, str]] = {}
        """Sid → the form that the call was made with: where Twilio asks what to say, whom it tells."""

    def create(self, form: dict[str, str]) -> dict[str, Any] | int:
        """The call made of a form, or the code of Twilio's refusal."""
        wrong = _wrong(form)
        if wrong:
            return wrong
        sid, now = f"CA{uuid.uuid4().hex}", format_datetime(clock.now())
        base = f"/2010-04-01/Accounts/{self._account}/Calls/{sid}"
        parts = ("notifications", "recordings", "streams", "payments", "siprec", "transcriptions", "events",
                 "user_defined_messages", "user_defined_message_subscriptions")  # fmt: skip
        call = {
            "account_sid": self._account, "answered_by": None, "api_version": "2010-04-01",
            "caller_name": None, "date_created": now, "date_updated": now, "direction": "outbound-api",
            "duration": None, "end_time": None, "forwarded_from": None, "from": form["From"],
            "from_formatted": form["From"], "group_sid": None, "parent_call_sid": None, "phone_number_sid": None,
            "price": None, "price_unit": "USD", "queue_time": "0", "sid": sid, "start_time": None,
            "status": "queued", "subresource_uris": {part: f"{base}/{part}.json" for part in parts},
            "to": form["To"], "to_formatted": form["To"], "trunk_sid": None, "uri": f"{base}.json",
        }  # fmt: skip
        with self._lock:
            self._made.append(call)
            self.asked[sid] = form
        return call

    def change(self, call: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
        """A call after it was told to end."""
        with self._lock:
            if form.get("Status") in ("canceled", "completed"):
                call["status"] = form["Status"]
            call["date_updated"] = format_datetime(clock.now())
        return call


def _wrong(form: dict[str, str]) -> int | None:
    if not form.get("To"):
        return 21201
    if not E164.fullmatch(form["To"]):
        return 21211
    if not E164.fullmatch(form.get("From", "")):
        return 21212
    return None if form.get("Url") or form.get("Twiml") else 21205
