"""`/mitt/besok/<visit_id>/andra`: she asks to be without a visit to come, or for another time; and what came of it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from backend.access import limit, trail
from backend.access.audience import PAIRED, audience
from backend.declining import DECLINE
from backend.devices.devices import Held
from backend.requests import asking, wanted
from backend.requests.asking import Choice, Wish
from clients.recipient import change_words, door
from clients.ui.day import near
from schema import clock
from schema.keyring import new_token

blueprint = Blueprint("own_change", __name__, url_prefix="/mitt/besok/<int:visit_id>/andra")
LONGEST_ONCE = 64
STATUS = {"": 200, "too_many": 429}


@blueprint.get("")
@audience(PAIRED)
def page(visit_id: int) -> Response:
    """What may be asked of one visit, or what was and how it stands."""
    found = _mine(visit_id)
    if found is None:
        return _closed()
    one, choice = found
    trail.note(one.scope, "read", recipient_id=one.recipient_id)
    return _page(one, choice)


@blueprint.post("")
@audience(PAIRED)
def ask(visit_id: int) -> Response:
    """Ask it."""
    found = _mine(visit_id)
    if found is None:
        return _closed()
    one, choice = found
    wish = _wish(choice)
    if isinstance(wish, str):
        return _page(one, choice, wrong=wish)
    try:
        limit.attempt("visit_asked", one.recipient_id)
    except limit.TooMany:
        return _page(one, choice, wrong="too_many")
    if not asking.ask(one.scope, one.recipient_id, visit_id, wish):
        return _page(one, asking.choice(one.scope, one.recipient_id, visit_id) or choice, wrong="not_now")
    trail.note(one.scope, "change", recipient_id=one.recipient_id, reason="visit_asked")
    return redirect(_here(visit_id), 303)


@blueprint.post("/ta-tillbaka")
@audience(PAIRED)
def withdraw(visit_id: int) -> Response:
    """Take it back, while nobody has answered."""
    found = _mine(visit_id)
    if found is None:
        return _closed()
    one, _ = found
    if asking.withdraw(one.scope, one.recipient_id, visit_id):
        trail.note(one.scope, "change", recipient_id=one.recipient_id, reason="request_withdrawn")
    return redirect(_here(visit_id), 303)


def _mine(visit_id: int) -> tuple[Held, Choice] | None:
    """Whose visit it is of those whom this device is paired with; another's is not there. None: it is not paired."""
    found = [one for one in door.own() if not one.pending]
    if not found:
        return None
    for one in found:
        choice = asking.choice(one.scope, one.recipient_id, visit_id)
        if choice is not None:
            return one, choice
    abort(404)


def _closed() -> Response:
    return door.closed()


def _here(visit_id: int) -> str:
    return f"/mitt/besok/{visit_id}/andra{near.lang()}"


def _wish(choice: Choice) -> Wish | str:
    """What the form asks, or what is wrong with it: a code of `change_words.WRONG`."""
    form = request.form
    once, text = form.get("once", "")[:LONGEST_ONCE] or new_token(), typed()
    if len(text) > asking.LONGEST:
        return "long"
    if form.get("kind") == DECLINE:
        return Wish(once, DECLINE, text=text or None)
    time = form.get("time", "")
    when = form.get("when") or (wanted.AT if time else "")
    if when not in wanted.CHOICES:
        return "choose"
    if when == wanted.AT and wanted.wall_time(time) is None:
        return "time"
    span = wanted.span(when, time, choice.window_start_at, clock.now())
    return Wish(once, "other_time", span, text or None) if span else "past"


def typed() -> str:
    """Her words, without signs that no page shows."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()


def _page(one: Held, choice: Choice, wrong: str = "") -> Response:
    language = door.spoken(one.language)
    words = change_words.Words(language)
    form = request.form if wrong else {}
    return door.page(
        "change", language, STATUS.get(wrong, 422), choice=choice, once=new_token(), most=asking.LONGEST,
        day=words.day(choice), window=words.window(choice), until=words.moment(choice.until),
        state=words.state(choice), choices=words.choices(choice), wrong=words.wrong(wrong), fault=wrong,
        kind=form.get("kind", ""), when=form.get("when", ""), time=form.get("time", ""),
        text=typed() if wrong else "", back=_back(choice),
    )  # fmt: skip


def _back(choice: Choice) -> str:
    day = clock.local_date(choice.window_start_at)
    return ("/mitt" if day == clock.today() else f"/mitt/{day.isoformat()}") + near.lang()
