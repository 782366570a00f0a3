"""What a form asks of a visit to come: read alike from her own page and from what staff write down on her word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from backend.declining import DECLINE
from backend.requests import asking, wanted
from backend.requests.asking import Wish
from schema import clock
from schema.keyring import new_token

LONGEST_ONCE = 64


def wish_of(form: Mapping[str, str], window_start_at: datetime) -> Wish | str:
    """What is asked of a visit that may begin at an instant, or what is wrong: a code of `change_words.Words.wrong`."""
    once, text = form.get("once", "")[:LONGEST_ONCE] or new_token(), typed(form)
    if len(text) > asking.LONGEST:
        return "long"
    if form.get("kind") == DECLINE:
        return Wish(once, DECLINE, text=text or None)
    time = form.get("time") or ""
    when = form.get("when") or (wanted.AT if time else "")
    if when not in wanted.CHOICES:
        return "choose"
    if when == wanted.AT and wanted.wall_time(time) is None:
        return "time"
    span = wanted.span(when, time, window_start_at, clock.now())
    return Wish(once, "other_time", span, text or None) if span else "past"


def typed(form: Mapping[str, str]) -> str:
    """The words in a form, without signs that no page shows."""
    text = form.get("text", "").replace("\r\n", "\n")
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()
