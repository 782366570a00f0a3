"""`/mitt/besok/<visit_id>/andra`: she asks to be without a visit to come, or for another time; and what came of it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from backend.access import limit, trail
from backend.access.audience import PAIRED, audience
from backend.devices.devices import Held
from backend.requests import asking
from backend.requests.asking import Choice
from clients.recipient import door
from clients.ui.day import change_words, near, wish_form
from schema import clock
from schema.keyring import new_token

blueprint = Blueprint("own_change", __name__, url_prefix="/mitt/besok/<int:visit_id>/andra")
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
    wish = wish_form.wish_of(request.form, choice.window_start_at)
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


def _page(one: Held, choice: Choice, wrong: str = "") -> Response:
    language = door.spoken(one.language)
    words = change_words.Words(language)
    form = request.form if wrong else {}
    return door.page(
        "change", language, STATUS.get(wrong, 422), choice=choice, once=new_token(), most=asking.LONGEST,
        day=words.day(choice), window=words.window(choice), until=words.moment(choice.until),
        state=words.state(choice), choices=words.choices(choice), wrong=words.wrong(wrong), fault=wrong,
        kind=form.get("kind", ""), when=form.get("when", ""), time=form.get("time", ""),
        text=wish_form.typed(form) if wrong else "", back=_back(choice),
    )  # fmt: skip


def _back(choice: Choice) -> str:
    day = clock.local_date(choice.window_start_at)
    return ("/mitt" if day == clock.today() else f"/mitt/{day.isoformat()}") + near.lang()
