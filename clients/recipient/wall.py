"""`/mitt/vagg`: the day on a tablet on the wall, always on. It survives a day without network, saying since when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask import Blueprint, Response, current_app, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

from backend.access import sessions
from backend.access.audience import ANYBODY, PAIRED, audience
from backend.cards import paired, states
from backend.cards.facts import Visit
from backend.devices.devices import Held
from clients.recipient import door
from clients.recipient.near import manner_of
from clients.ui import STATIC, asset
from clients.ui.catalogues import offered
from clients.ui.cookies import OWN, keep, kept
from clients.ui.day import near
from clients.ui.day.page import Item, item_of
from clients.ui.day.wall_words import part_of_day, parts_of_day
from clients.ui.day.words import Words, words_in
from clients.ui.speech import clock_in_words, day_in_words, large, say_in
from schema import clock
from schema.languages import known
from schema.phone import written

blueprint = Blueprint("wall", __name__, url_prefix="/mitt/vagg")
ONE = timedelta(days=1)
SHOWN = 4
"""So many visits at once; those after them wait for their turn, also without network."""
DAYTIME = range(6, 21)
DAYS_KNOWN = 4
STAYS = timedelta(hours=3)
"""So long what went wrong stays on the wall."""
ORDER = {states.HERE: 0, states.NO_WORD: 1, states.MISSED: 2}
OVER = (states.DONE, states.LEFT_OPEN)


class Slot(NamedTuple):
    """A visit on the wall: whose it is where there are several, its day, and when its time is over."""

    item: Item
    title: str
    whose: str
    day: date
    day_said: str
    over_at: datetime
    place: int
    start_at: datetime
    word_lang: str


@blueprint.get("")
@audience(PAIRED)
def start() -> AnyResponse:
    """What the tablet will do, and the button."""
    found = _open()
    return door.page("wall_start", door.spoken(found[0].language), lang=near.lang()) if found else door.closed()


@blueprint.get("/visa")
@audience(PAIRED)
def wall() -> AnyResponse:
    """The wall itself."""
    found = _open()
    if not found:
        return door.closed()
    now, language = clock.now(), door.spoken(found[0].language)
    language, today = language if language in offered() else "sv", clock.local_date(now)
    slots: list[Slot] = []
    phone = None
    for one in found:
        whose = one.name if len(found) > 1 else ""
        for day in (today - ONE, today, today + ONE):  # a night's visit is of the day before
            told = paired.paper_day(one.recipient_id, day, now)
            slots += [_slot(one, whose, visit, day, now, language) for visit in (told.visits if told else ())]
            phone = phone or (told.hall.phone if told else None)
        current_app.extensions["quiet_looks"].look(one.scope, one.recipient_id, refresh=sessions.by_itself())
    days = {day.isoformat(): day_in_words(day, language) for day in (today + ONE * n for n in range(DAYS_KNOWN))}
    answer = door.page(
        "wall", language, slots=_in_order(slots, now), shown=SHOWN, today=today, day=large(days[today.isoformat()]),
        time=clock_in_words(now, language), part=part_of_day(now, language), parts=parts_of_day(language), days=days,
        night=clock.local(now).hour not in DAYTIME, phone=phone and written(phone), lang=near.lang(),
    )  # fmt: skip
    return keep(answer, OWN, kept(OWN) or "")


@blueprint.get("/sw.js")
@audience(ANYBODY)
def worker() -> Response:
    """What keeps the wall while there is no network; it lies here since its reach is its folder."""
    return send_from_directory(STATIC, "wall-worker.js", mimetype="text/javascript")


@blueprint.get("/app.webmanifest")
@audience(ANYBODY)
def manifest() -> Response:
    """How a tablet installs the wall as an app of its own (W3C Web Application Manifest)."""
    language = door.spoken()
    icons = [{"src": asset(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)]
    told = {
        "name": say_in(language)("Vem kommer"), "id": "/mitt/vagg/visa", "start_url": "/mitt/vagg/visa",
        "scope": "/mitt/vagg/", "display": "fullscreen", "lang": language, "background_color": "#fbf8f3",
        "theme_color": "#fbf8f3", "icons": icons,
    }  # fmt: skip
    return Response(current_app.json.dumps(told), mimetype="application/manifest+json")


def _open() -> list[Held]:
    """Whom this device is fully paired with."""
    return [one for one in door.own() if not one.pending]


def _slot(one: Held, whose: str, visit: Visit, day: date, now: datetime, language: str) -> Slot:
    words, state, today = words_in(language), states.state_of(visit, now), clock.local_date(now)
    said = states.CANCELLED if state in states.AWAY else state  # whoever passes the wall need not read that she is away
    item = item_of(visit, said, words, manner_of(one.language, today, told=day == today))
    return Slot(
        item, _title(state, words), whose, day, _day_said(day, today, language), _over_at(visit, state, now),
        ORDER.get(state, len(ORDER)), visit.plan.start_at, known(one.language).base,
    )  # fmt: skip


def _day_said(day: date, today: date, language: str) -> str:
    """Said as it is for as long as the day is not today, also without network: "I morgon" until midnight."""
    return near.called(day, today, language) or large(day_in_words(day, language))


def _title(state: str, words: Words) -> str:
    return words.title(state) if state in ORDER else ""


def _over_at(visit: Visit, state: str, now: datetime) -> datetime:
    """When a visit is no longer of use on the wall, so far as time alone decides."""
    if state in (states.NO_WORD, states.MISSED):
        return visit.plan.end_at + STAYS
    if state in states.PENDING or state == states.HERE:
        return states.next_turn((visit,), now, clock.day_bounds(visit.date + ONE)[1])
    return visit.plan.end_at


def _in_order(slots: list[Slot], now: datetime) -> list[Slot]:
    """Here now first, then what went wrong, then what is to come in the order of its time; what is over is not here."""
    shown = [one for one in slots if one.over_at > now and one.item.state not in OVER]
    return sorted(shown, key=lambda one: (one.place, one.start_at, one.item.visit_id))
