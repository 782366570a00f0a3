"""Twilio's REST interface, as far as we use it: the messages and calls of one account."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.fake_http import Asked, FakeProvider, Fault
from tests.fake_twilio.calls import Calls
from tests.fake_twilio.messages import Messages
from tests.fake_twilio.paging import page

__all__ = ["ACCOUNT", "TOKEN", "Asked", "FakeTwilio", "Fault"]
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
    21614: (400, "'To' number is not a valid mobile number"),
    20500: (500, "An internal server error has occurred"),
}


@dataclass
class FakeTwilio(FakeProvider):
    """A running fake. `accepted` are the messages that Twilio would send, `calls` what it would call."""

    messages: Messages = field(default_factory=lambda: Messages(ACCOUNT))
    calls: Calls = field(default_factory=lambda: Calls(ACCOUNT))
    wrong_key: int = 20003

    @property
    def accepted(self) -> list[dict[str, Any]]:
        return self.messages.all()

    def to(self, number: str) -> list[str]:
        """The bodies of the messages accepted to a number."""
        return [message["body"] for message in self.accepted if message["to"] == number]

    @property
    def settings(self) -> dict[str, str]:
        """The settings of an installation that uses this fake."""
        return {
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": TOKEN,
            "twilio_from": "+46766860000",
            "twilio_base_url": self.url,
        }

    def lets_in(self, user: str, path: str) -> bool:
        named = LIST.fullmatch(path) or ONE.fullmatch(path)
        return user == f"{ACCOUNT}:{TOKEN}" and (named is None or named[1] == ACCOUNT)

    def act(self, method: str, path: str, query: dict[str, str], form: dict[str, str]) -> tuple[int, Any]:
        many, one = LIST.fullmatch(path), ONE.fullmatch(path)
        if found := many or one:
            made = self.messages if found[2] == "Messages" else self.calls
            return self._many(made, method, found, query, form) if many else self._one(made, method, found[3], form)
        return self.refusal(20404)

    def _many(
        self, made: Messages | Calls, method: str, found: re.Match[str], query: dict[str, str], form: dict[str, str]
    ) -> tuple[int, Any]:  # fmt: skip
        if method == "POST":
            row = made.create(form)
            return self.refusal(row) if isinstance(row, int) else (201, row)
        return 200, page(found[2].lower(), found[0], made.listed(query), query)

    def _one(self, made: Messages | Calls, method: str, sid: str, form: dict[str, str]) -> tuple[int, Any]:
        row = made.by_sid(sid)
        if row is None:
            return self.refusal(20404)
        return 200, made.change(row, form) if method == "POST" else row

    def refusal(self, code: int) -> tuple[int, Any]:
        status, message = TOLD[code]
        more = f"https://www.twilio.com/docs/errors/{code}"
        return status, {"code": code, "message": message, "more_info": more, "status": status}
