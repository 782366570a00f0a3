"""What a person can choose, in words and as a form sends it: for her own page, in her language, and for staff's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from functools import cache

from backend.herself.offer import NONE, OFF, ON, QUIET_FROM, QUIET_UNTIL, chosen
from backend.herself.standing import Mark
from backend.telling.wishes import LIST_HOURS, Chosen
from clients.ui.catalogues import named
from clients.ui.speech import day_in_words, say_in
from notifications.going import hours
from schema import clock


@cache
def known(what: str, language: str) -> Mapping[str, str]:
    """The values of a choice, each in words; of notices: what she is told."""
    say = say_in(language)
    times, names = say("Bara tider"), say("Tider, och vem som kommer")
    services = say("Tider, vem som kommer och vad de gör")
    levels = {"times": times, "names": names, "services": services}
    return {
        "sms_detail": {NONE: say("Inga sms"), **levels},
        "card_detail": levels,
        "language": dict(named()),
        "survey": {ON: say("Ja, fråga ibland"), OFF: say("Nej, fråga inte")},
        "notices": {"none": say("Bara dagens besök"), "changes": say("Dagens besök, och när något ändras")},
        "way": {
            "": say("Sms till mobil, samtal till fast telefon"), "sms": say("Sms"),
            "call": say("Någon läser upp det i telefon"),
        },
        "day": {"same": say("På morgonen"), "before": say("Kvällen före")},
    }[what]  # fmt: skip


def said(what: str, value: str, language: str) -> str:
    """One choice in words."""
    if what == "quiet":
        return _quiet(value, language)
    if what == "notices":
        return _notices(value, language)
    return known(what, language).get(value, value)


def _quiet(value: str, language: str) -> str:
    say, span = say_in(language), hours(value)
    if span is None:
        return say("Inga egna tysta tider")
    return say("Tyst från klockan {begins} till {ends}").format(
        begins=at(span[0], language), ends=at(span[1], language)
    )


def _notices(value: str, language: str) -> str:
    wished = chosen(value) or Chosen()
    what = known("notices", language)["none" if wished.notices == "none" else "changes"]
    if wished.evening_before:
        return f"{what}. {known('day', language)['before']}."
    say, hour = say_in(language), at(wished.list_at or time(6, 30), language)
    when = say("På morgonen, från klockan {time}").format(time=hour)
    return f"{what}. {when}."


def at(hour: time, language: str) -> str:
    """A time on the wall, as it is said after "klockan": 21, 6.30; in English 21:00."""
    if language == "en":
        return f"{hour:%H:%M}"
    return f"{hour.hour}.{hour.minute:02d}" if hour.minute or not hour.hour else str(hour.hour)


def spans(language: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The hours at which quiet can begin and end."""
    return [(f"{one:%H:%M}", at(one, language)) for one in QUIET_FROM], [
        (f"{one:%H:%M}", at(one, language)) for one in QUIET_UNTIL
    ]


def list_hours(language: str) -> list[tuple[str, str]]:
    """The hours at which the list of a day can come."""
    return [("", at(time(6, 30), language)), *((f"{one:%H:%M}", at(one, language)) for one in LIST_HOURS)]


def marked(mark: Mark | None, language: str) -> str:
    """Who made a choice, how and when, to herself: by staff without a name; "" where none was made here."""
    if mark is None:
        return ""
    say, day = say_in(language), day_in_words(clock.local_date(mark.at), language)
    if mark.by is None:
        by_text = mark.how in ("sms", None)
        return (say("Valt med ett sms, {day}.") if by_text else say("Ditt eget val, {day}.")).format(day=day)
    how = {
        "spoken": say("muntligt"), "telephone": say("på telefon"), "written": say("skriftligt"),
    }.get(mark.how or "")  # fmt: skip
    if how is None:
        return say("Antecknat av hemtjänsten, {day}.").format(day=day)
    return say("Antecknat av hemtjänsten, {how}, {day}.").format(how=how, day=day)


def of_form(what: str, form: Mapping[str, str]) -> str:
    """The value that a form chose, as one word; what makes no sense is no value of any choice."""
    if what == "quiet":
        return NONE if form.get("value") == NONE else f"{form.get('begins', '')}-{form.get('ends', '')}"[:20]
    if what == "notices":
        parts = (form.get(name, "") for name in ("notices", "list_at", "day", "way"))
        return ";".join(part[:10] for part in parts)
    return form.get("value", "")[:20]
