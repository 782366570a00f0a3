"""The public figures in words: what each promise is called, how it is counted; numbers as each language has them."""

from __future__ import annotations

import math
from datetime import date

from babel.dates import format_skeleton
from babel.numbers import format_decimal, format_percent

from backend.telling.kept import MEDIANS
from backend.telling.shown import Shown
from clients.ui.catalogues import many_in, say_in
from clients.ui.speech import locale_of


def titles(language: str) -> dict[str, str]:
    """What each promise is called."""
    say = say_in(language)
    return {
        "handed_over": say("Beskeden skickas i tid"),
        "before_visit": say("Beskeden kommer fram före besöket"),
        "to_the_list": say("Vi märker när ingen har kommit"),
        "told_in_advance": say("Du får veta i förväg när något ändras"),
        "on_agreed_time": say("Vi kommer på utlovad tid"),
    }


def definitions(language: str) -> dict[str, str]:
    """How each is counted."""
    say = say_in(language)
    return {
        "handed_over": say(
            "Andelen meddelanden som lämnade oss inom 10 sekunder från att de skulle skickas. "
            "Ett meddelande som väntar räknas som sent."
        ),
        "before_visit": say(
            "Andelen meddelanden om besök som kom fram innan det första besöket i dem kunde börja. "
            "Utan kvitto på att det kom fram räknas meddelandet som inte framme."
        ),
        "to_the_list": say(
            "Tiden från att ett besök borde ha börjat tills det stod på chefens lista. "
            "Hälften av gångerna gick det fortare, hälften tog det längre tid. "
            "I tiden ingår de minuter som vi väntar innan vi larmar, oftast femton."
        ),
        "told_in_advance": say(
            "Andelen ändrade besök där beskedet lämnade oss minst 30 minuter före den gamla eller den nya tiden, "
            "den som kommer först. Fick någon som ville ha besked inget, räknas det som inte i förväg."
        ),
        "on_agreed_time": say(
            "Andelen utförda besök som började inom den tid som personen senast fick besked om. "
            "Ändras planen utan besked, gäller den tid som personen har fått."
        ),
    }


def value_said(name: str, one: Shown, language: str) -> str:
    """A figure as people read it: "97 %", "16 minuter"; why there is none. A share is never rounded up to all."""
    say = say_in(language)
    if one.value is None:
        return say("Inget att visa") if one.of == 0 else say("För få för att visas")
    if name not in MEDIANS:
        return format_percent(math.floor(one.value * 100) / 100, locale=locale_of(language))
    say_many = many_in(language)
    return say_many("{n} minut", "{n} minuter", math.ceil(one.value / 60))


def of_said(one: Shown, language: str, *, roughly: bool) -> str:
    """Out of how many: "av 114", "av omkring 4 570"; "" where it is not told."""
    if not one.of:
        return ""
    say, count = say_in(language), format_decimal(one.of, locale=locale_of(language))
    return (say("av omkring {count}") if roughly else say("av {count}")).format(count=count)


def short_day(day: date, language: str) -> str:
    """A date under a drawing: "24 nov."."""
    return format_skeleton("MMMd", day, locale=locale_of(language))
