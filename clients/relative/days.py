"""`/anhorig`: the days of those whom the reader may see at this moment, as far as each consent reaches."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

from flask import Blueprint, Response, abort, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from backend.access.audience import RELATIVE, audience
from backend.cards import paired, photos, states
from backend.devices.relatives import Sight, is_signed_in, sights
from clients.relative import answers
from clients.ui.cookies import KIN, kept
from clients.ui.day import near
from clients.ui.day.near import Person
from clients.ui.day.page import Manner, page_of, page_of_another_day
from clients.ui.speech import clock_in_words, say_in
from schema import clock

blueprint = Blueprint("relative", __name__)
HOME = "/anhorig"
OF_ANOTHER = Manner(states.state_for_relatives, of_another=True)


@blueprint.get(HOME)
@blueprint.get(f"{HOME}/<day>")
@audience(RELATIVE)
def day(day: str | None = None) -> AnyResponse:
    """A day of everybody whom she may see."""
    token = kept(KIN)
    found = sights(token)
    if not found and not is_signed_in(token):
        return answers.closed()
    now = clock.now()
    today, language = clock.local_date(now), answers.spoken(found[0].language if found else "")
    chosen = near.day_of(day, today)
    if chosen is None:
        return redirect(HOME + near.lang(), 302) if near.is_past(day, today) else abort(404)
    people = [(one, person) for one in found if (person := _person(one, chosen, now, language))]
    tag = _tag(people, language, chosen)
    quiet = request.if_none_match.contains_weak(tag)
    for one, _ in people:
        current_app.extensions["quiet_looks"].look(one.scope, one.recipient_id, refresh=quiet)
    if not people and not _is_before(found, chosen):
        return answers.over(language)
    if quiet:
        return Response(status=304, headers={**answers.NEVER_KEPT, "ETag": f'W/"{tag}"'})
    answer = answers.page(
        "near", language, people=[person for _, person in people], other_day=chosen != today, of_another=True,
        turn=near.turn(chosen, today, language, HOME, HOME), sign_out="/anhorig/logga-ut", lang=near.lang(),
        ways=ways(language) if found else (),
        strong=None if all(one.strong for one in found) else answers.strong(),
        updated=clock_in_words(now.replace(second=0, microsecond=0), language),
    )  # fmt: skip
    answer.headers["ETag"] = f'W/"{tag}"'
    return answer


def _is_before(found: tuple[Sight, ...], day: date) -> bool:
    """Whether it is a day that lay before the consents of all whom she may see now."""
    return bool(found) and all(day < one.since for one in found)


def _person(one: Sight, day: date, now: datetime, language: str) -> Person | None:
    found = paired.relatives_day(one.recipient_id, one.may_see, day, now, language, one.since)
    if found is None:
        return None
    today = clock.local_date(now)
    manner = OF_ANOTHER._replace(photo_of=lambda photo_id: photos.address(photo_id, today))
    if day == today:
        page = page_of(found.hall, found.visits, language, now, manner)
    else:
        page = page_of_another_day(found.hall, found.visits, language, day, now, manner)
    return Person(page, one.name, f"p{one.recipient_id}-", found.hidden, ways_of(one.recipient_id, language))


def ways_of(recipient_id: int, language: str) -> tuple[tuple[str, str], ...]:
    """The pages about one person whom she may see, each with what it is called."""
    say = say_in(language)
    return (
        (f"/anhorig/vecka/{recipient_id}", say("Hela veckan")),
        (f"/anhorig/historik/{recipient_id}", say("Hur det har gått")),
        (f"/anhorig/skriv/{recipient_id}", say("Skriv till oss")),
    )


def ways(language: str) -> tuple[tuple[str, str], ...]:
    """Her own pages, each with what it is called."""
    say = say_in(language)
    return (("/anhorig/besked", say("Få veta när något ändras")), ("/anhorig/kalender", say("Din kalender")))


def _tag(people: list[tuple[Sight, Person]], language: str, day: date) -> str:
    """Names what is said, but for the time of saying it."""
    said = [(one.device_id, person._replace(page=person.page._replace(updated=""))) for one, person in people]
    return sha256(repr((said, language, day, answers.renderer().fingerprint)).encode()).hexdigest()[:24]
