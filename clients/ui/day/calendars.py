"""The page by which somebody turns a calendar of her own on and off: what its form says, and what it shows."""

from __future__ import annotations

import secrets
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import current_app, request

from backend.devices.feeds import DETAILS, Standing
from clients.ui.speech import opening_in_words, say_in

LONGEST = 64


class Form(NamedTuple):
    """What was sent: the form's own mark, so that it counts once, and how much the calendar is to say."""

    once: str
    detail: str


class Address(NamedTuple):
    """Where a feed is fetched, as a calendar subscribes to it and as text to copy."""

    webcal: str
    https: str


def told() -> Form | None:
    """What this request's form says; None where it says nothing that can be done."""
    once, detail = request.form.get("once", ""), request.form.get("detail", "")
    return Form(once, detail) if 16 <= len(once) <= LONGEST and detail in DETAILS else None


def address(token: str) -> Address:
    """The address of a feed. It is shown once: nobody can read it here again."""
    public: str = current_app.extensions["settings"].public_url
    path = f"/cal/{token}.ics"
    return Address(f"webcal://{urlsplit(public).netloc}{path}", public.rstrip("/") + path)


def label(language: str) -> str:
    """What a feed is called where devices are listed."""
    say = say_in(language)
    return say("Kalender")


def values(standing: Standing, highest: str, language: str, made: str | None = None) -> dict[str, Any]:
    """What the page shows. `highest` is how much the reader may see at most; `made` the token of a feed just made."""
    say = say_in(language)
    known = {
        "times": say("Bara att hemtjänsten kommer"),
        "names": say("Också vem som kommer"),
        "services": say("Också vad besöket är till för. Aldrig sjukvård."),
    }
    choices = [(one, known[one]) for one in DETAILS[: DETAILS.index(highest) + 1]]
    moments = {"since": standing.since, "fetched": standing.fetched_at}
    return {
        "once": secrets.token_urlsafe(16), "choices": choices,
        "detail": min(standing.detail, highest, key=DETAILS.index),
        "address": address(made) if made else None, "saved": "sparat" in request.args, "ended": "av" in request.args,
        **{name: opening_in_words(at, language) if at else "" for name, at in moments.items()},
    }  # fmt: skip
