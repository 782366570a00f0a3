"""Which cookies there are, and what each is for, in plain words."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from flask import current_app

from backend.devices import phones
from clients.ui.catalogues import many_in, say_in
from clients.ui.cookies import KIN, LASTS, OWN


class Cookie(NamedTuple):
    """One: its name in the browser, what it is for, how long the browser keeps it."""

    name: str
    what: str
    long: str


def cookies_of(language: str) -> tuple[Cookie, ...]:
    """All of them."""
    say, say_many = say_in(language), many_in(language)

    def days(lasts: timedelta) -> str:
        return say_many("{n} dag", "{n} dagar", lasts.days)

    return (
        Cookie(
            current_app.config["SESSION_COOKIE_NAME"], say("Håller ihop det du skriver på en sida, och en inloggning."),
            say("Tills du stänger sidan"),
        ),
        Cookie(OWN, say("Minns att telefonen får visa dina besök."), days(LASTS[OWN])),
        Cookie(KIN, say("Minns att en anhörig har loggat in."), days(LASTS[KIN])),
        Cookie(phones.cookie_name(), say("Minns att telefonen hör till personalen."), days(phones.COOKIE_LIVES)),
    )  # fmt: skip
