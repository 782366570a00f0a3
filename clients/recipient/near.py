"""`/mitt`: the paired device's days, yesterday to a week ahead; `/k/<token>/<date>` the same to who scans the card."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

from flask import Blueprint, Response, abort, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from backend.access import limit, trail
from backend.access.audience import PAIRED, audience
from backend.cards import paired, photos
from backend.cards.facts import Visit
from backend.cards.issue import home_of
from backend.devices.devices import Held
from backend.hearing import heard
from backend.requests import openings as asking
from clients.recipient import door, how_it_was
from clients.recipient.said import speaker
from clients.ui.catalogues import offered
from clients.ui.cookies import OWN, keep, kept
from clients.ui.day import near
from clients.ui.day.near import Person
from clients.ui.day.page import Manner, page_of, page_of_another_day
from clients.ui.speech import clock_in_words, say_in
from notifications.door_word import word
from schema import clock, languages

blueprint = Blueprint("own", __name__)
HOME, ANSWERS = "/mitt", "/mitt/sagt"


@blueprint.get(HOME)
@blueprint.get(f"{HOME}/<day>")
@audience(PAIRED)
def day(day: str | None = None) -> AnyResponse:
    """A day of whom this device is paired with."""
    found = door.own()
    if not found:
        return door.closed()
    return _shown(found, day, HOME)


@blueprint.get("/k/<token>/<day>")
@audience(PAIRED)
def scanned(token: str, day: str) -> AnyResponse:
    """The same from the address of the card, on a device that is paired with somebody of its home."""
    home_id = home_of(token)
    found = tuple(one for one in door.own() if one.home_id == home_id)
    if home_id is None or not found:
        if OWN not in request.cookies:
            limit.attempt("card_wrong_address", request.remote_addr)
            trail.refused(reason="card_not_paired")
        return door.closed()
    return _shown(found, day, f"/k/{token}")


def is_of_home(token: str) -> bool:
    """Whether this browser is paired with somebody of the home whose card was read."""
    home_id = home_of(token)
    return home_id is not None and any(one.home_id == home_id for one in door.own())


def _shown(found: tuple[Held, ...], asked: str | None, base: str) -> AnyResponse:
    now = clock.now()
    today, language = clock.local_date(now), door.spoken(found[0].language)
    chosen = near.day_of(asked, today)
    if chosen is None:
        return redirect(HOME + near.lang(), 302) if near.is_past(asked, today) else abort(404)
    if chosen != today and all(one.pending for one in found):
        return redirect(HOME, 302)
    people = [(one, person) for one in found if (person := _person(one, chosen, now, language, len(found) > 1))]
    if not people:
        return door.closed()
    tag = _tag(people, language, chosen)
    quiet = request.if_none_match.contains_weak(tag)
    for one, _ in people:
        current_app.extensions["quiet_looks"].look(one.scope, one.recipient_id, refresh=quiet)
    if quiet:
        return Response(status=304, headers={**door.NEVER_KEPT, "ETag": f'W/"{tag}"'})
    waits = all(one.pending for one in found)
    turn = near.turn(chosen, today, language, base, HOME)
    answer = door.page(
        "near", language, people=[person for _, person in people], other_day=chosen != today,
        turn=turn._replace(before=None, after=None) if waits else turn, updated=clock_in_words(_minute(now), language),
        pending=any(one.pending for one in found), lang=near.lang(), ways=() if waits else ways(today, language),
        say="" if waits else f"{HOME}/besok", answers=ANSWERS,
    )  # fmt: skip
    answer.headers["ETag"] = f'W/"{tag}"'
    return keep(answer, OWN, kept(OWN) or "")


def _person(one: Held, day: date, now: datetime, language: str, several: bool) -> Person | None:
    today = clock.local_date(now)
    if one.pending:
        level = current_app.extensions["settings"].card_disclosure
        found = paired.card_day(one.recipient_id, level, now) if day == today else None
    else:
        found = paired.own_day(one.recipient_id, day, now, language)
    if found is None:
        return None
    spoken = language if language in offered() else "sv"
    manner = manner_of(one.language, today, told=not one.pending)
    if day == today:
        page = page_of(found.hall, found.visits, spoken, now, manner)
    else:
        page = page_of_another_day(found.hall, found.visits, spoken, day, now, manner)
    shown = Person(page, one.name if several else "", f"p{one.recipient_id}-" if several else "")
    if one.pending:
        return shown
    ids = [visit.visit_id for visit in found.visits]
    return shown._replace(
        question=how_it_was.asked(one, spoken) if day == today else None,
        answered=day == today and (heard.is_answered(speaker(one)) or asking.is_answered(one.recipient_id)),
        word_lang=languages.known(one.language).base, askable=asking.askable(ids), waiting=asking.waiting(ids),
    )  # fmt: skip


def manner_of(language: str, today: date, *, told: bool) -> Manner:
    """How her own device tells her of a day; `told`: the word that whoever is at the door can say, too.

    `language` is hers, and not the page's: the worker's phone says the word in it.
    """

    def said(visit: Visit) -> str:
        return word(visit.visit_id, visit.date, language).upper()

    return Manner(photo_of=lambda photo_id: photos.address(photo_id, today), word_of=said if told else None)


def ways(today: date, language: str) -> tuple[tuple[str, str], ...]:
    """The other pages of her own device, each with what it is called."""
    say = say_in(language)
    pushed = (("/mitt/avisering", say("Få veta när något ändras")),) if door.pushes() else ()
    return (
        ("/mitt/vecka", say("Hela veckan")),
        (ANSWERS, say("Det du har sagt till oss")),
        (f"/mitt/manad/{today:%Y-%m}", say("Månadens besök")),
        ("/mitt/val", say("Dina val")),
        ("/mitt/vem", say("Vem kan se, och vem har tittat?")),
        *pushed,
        ("/mitt/kalender", say("Din kalender")),
        ("/mitt/vagg", say("Visa på en surfplatta på väggen")),
    )


def _tag(people: list[tuple[Held, Person]], language: str, day: date) -> str:
    """Names what is said, but for the time of saying it."""
    said = [
        (one.device_id, one.pending, person._replace(page=person.page._replace(updated=""))) for one, person in people
    ]
    return sha256(repr((said, language, day, door.renderer().fingerprint)).encode()).hexdigest()[:24]


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)
