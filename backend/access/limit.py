"""How often somebody may try: per address, account, token and number, counted for all processes together.

Every try is counted before it is looked at, so that a thousand at once get no more than one after the other; what
succeeded is forgiven.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import Flask, current_app
from limits import RateLimitItem, parse
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import TooManyRequests

from backend.access.counting import SharedCounts
from schema import clock
from schema.keyring import ring
from schema.settings import Settings

log = logging.getLogger(__name__)
RULES: Mapping[str, str] = {
    "sign_in_address": "60 per 10 minutes",
    "sign_in_account": "10 per 15 minutes",
    "second_factor": "6 per 10 minutes",
    "reset_address": "10 per hour",
    "reset_account": "3 per hour",
    "code_asked_address": "20 per hour",
    "code_asked_number": "4 per hour",
    "code_asked_day": "12 per day",
    "code_tried": "5 per 15 minutes",
    "code_tried_address": "30 per 15 minutes",
    "pin_phone": "30 per 10 minutes",
    "card_wrong_address": "30 per 10 minutes",
    "card_token": "240 per minute",
    "status_address": "240 per minute",
    "feedback_address": "10 per hour",
    "token_wrong_address": "30 per 10 minutes",
    "feed_token": "120 per hour",
    "key_wrong_address": "30 per 10 minutes",
    "key_requests": "1200 per minute",
    "hook_wrong_address": "60 per 10 minutes",
    "caller_pin_number": "5 per hour",
    "caller_pin_person": "10 per day",
    "caller_pin_month": "30 per month",
    "call_back": "1 per 10 minutes",
    "call_back_day": "3 per day",
    "text_answered": "5 per hour",
    "said_card": "12 per hour",
    "said_device": "40 per hour",
    "said_address": "60 per hour",
    "upload": "30 per hour",
    "visit_asked": "30 per day",
    "logout_token": "1 per hour",
    "passkey_question": "1 per 10 minutes",
    "break_glass": "10 per day",
    "extract": "30 per hour",
    "who_with_whom": "20 per day",
    "handler_named": "30 per day",
    "choice_device": "120 per hour",
}
"""What is limited, and how much of it. What it is counted for is the caller's: an address, an account, a number."""
_ITEMS: dict[str, RateLimitItem] = {name: parse(rule) for name, rule in RULES.items()}


class TooMany(TooManyRequests):
    """Too many tries: the answer says when to come back, and not whether there is something to find."""

    def __init__(self, what: str, seconds: int):
        super().__init__(retry_after=seconds)
        self.what = what


def install(app: Flask, settings: Settings) -> None:
    """Give the app its counts, as `app.extensions["limits"]`."""
    counts = SharedCounts(settings.database_url)
    app.extensions["limit_counts"] = counts
    app.extensions["limits"] = FixedWindowRateLimiter(counts)


def attempt(what: str, *subject: object, times: int = 1) -> None:
    """Count a try (or `times` at once) of `what` by or at `subject`. Raises TooMany (429) when it is one too many.

    Where the counts cannot be reached nothing is refused for it: the service stays open to those who need it.
    """
    item, key = _ITEMS[what], _key(what, subject)
    limiter = _limiter()
    try:
        if limiter.hit(item, key, cost=times):
            return
        reset_at = limiter.get_window_stats(item, key).reset_time
    except SQLAlchemyError as fault:
        log.error("limits cannot be counted: %s", type(fault).__name__)
        return
    raise TooMany(what, max(1, round(reset_at - clock.now().timestamp())))


def forgive(what: str, *subject: object) -> None:
    """Forget the tries of `subject`: the last one was right."""
    _limiter().clear(_ITEMS[what], _key(what, subject))


def give_back(what: str, *subject: object) -> None:
    """Take one try back: it was right, but says nothing of those before. An office of many comes from one address."""
    try:
        _limiter().hit(_ITEMS[what], _key(what, subject), cost=-1)
    except SQLAlchemyError as fault:
        log.error("limits cannot be counted: %s", type(fault).__name__)


def forget() -> int:
    """Let go of the counts whose window has ended, which nobody may ask for any more; how many."""
    counts: SharedCounts = current_app.extensions["limit_counts"]
    return counts.reset()


def _limiter() -> FixedWindowRateLimiter:
    found: FixedWindowRateLimiter = current_app.extensions["limits"]
    return found


def _key(what: str, subject: tuple[object, ...]) -> str:
    return ring().look_up("limit", "\0".join((what, *(_one(str(part)) for part in subject))))


def _one(subject: str) -> str:
    """A subject as it is counted: of an IPv6 address the network, since whoever has one has 2^64 of them."""
    try:
        found = ip_address(subject) if ":" in subject else None
    except ValueError:
        return subject
    if not isinstance(found, IPv6Address):
        return subject
    return str(found.ipv4_mapped or IPv6Network((int(found), 64), strict=False))
