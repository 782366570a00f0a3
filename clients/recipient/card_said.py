"""`/k/<token>/besok/<visit_id>`: what whoever holds the card says of a visit today; `/ring`: that she wants a call."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Response, abort, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from backend.access import limit, trail
from backend.access.audience import CARD, audience
from backend.cards import day, views
from backend.cards.facts import Hall, Visit
from backend.hearing import heard
from backend.hearing.remarks import NotSaid, Saying, Speaker
from backend.intake import remarks
from clients.recipient import door
from clients.recipient.near import is_of_home
from clients.recipient.said import keep
from clients.ui.cookies import OWN
from clients.ui.day import near, said
from schema import clock
from schema.wire.remarks import BY_CARD, CALL_BACK, OF_VISITS

blueprint = Blueprint("card_said", __name__, url_prefix="/k/<token>")


class Shown(NamedTuple):
    """A home and its day as the card shows it; the visit that it is about, None for none."""

    hall: Hall
    visit: Visit | None
    language: str

    @property
    def recipient_id(self) -> int:
        """Whose the visit is; else the first of those who live here."""
        return self.visit.recipient_id if self.visit else self.hall.people[0].recipient_id


@blueprint.get("/besok/<int:visit_id>")
@audience(CARD)
def page(token: str, visit_id: int) -> AnyResponse:
    """The buttons; or thanks, where something was just said. A device of the home is led to its own page."""
    if OWN in request.cookies and is_of_home(token):
        return redirect(f"/mitt/besok/{visit_id}{near.lang()}")
    shown = _shown(token, visit_id)
    if shown is None:
        return _no_card()
    _looked(shown)
    return _thanks(token, shown) or _buttons(token, shown)


@blueprint.post("/besok/<int:visit_id>")
@audience(CARD)
def say(token: str, visit_id: int) -> AnyResponse:
    """Keep what a button says."""
    shown, kind = _shown(token, visit_id), request.form.get("kind", "")
    if shown is None:
        return _no_card()
    if kind not in (said.CAME, *OF_VISITS):
        abort(404)
    speaker = Speaker(shown.recipient_id, BY_CARD)
    free = kind == "not_come" and not heard.is_said(speaker, visit_id, kind)  # taken once, whatever was said before
    try:
        if not free:
            _count(shown)
        keep(speaker, visit_id, kind)
    except (NotSaid, limit.TooMany) as wrong:
        if not free:
            _give_back(shown, wrong)
        return _buttons(token, shown, said.code_of(wrong))
    return _said(shown, kind, f"/k/{token}/besok/{visit_id}")


@blueprint.get("/ring")
@audience(CARD)
def ring(token: str) -> AnyResponse:
    """Where somebody asks to be rung; with `?besok=` about a visit of today."""
    shown = _shown(token, request.args.get("besok", 0, int))
    if shown is None:
        return _no_card()
    _looked(shown)
    return _thanks(token, shown) or _ask(token, shown)


@blueprint.post("/ring")
@audience(CARD)
def ask(token: str) -> AnyResponse:
    """Keep that somebody wants to be rung."""
    shown = _shown(token, request.form.get("besok", 0, int))
    if shown is None:
        return _no_card()
    about = shown.visit.visit_id if shown.visit else None
    saying = Saying(CALL_BACK, request.form.get("once", ""), about, request.form.get("text", ""))
    try:
        _count(shown)
        remarks.say(Speaker(shown.recipient_id, BY_CARD), saying)
    except (NotSaid, limit.TooMany) as wrong:
        _give_back(shown, wrong)
        return _ask(token, shown, said.code_of(wrong))
    return _said(shown, CALL_BACK, f"/k/{token}/ring")


def _shown(token: str, visit_id: int) -> Shown | None:
    """What the card shows; None for one that shows nothing. 404 for a visit that is not on it."""
    found = day.open_card(token, current_app.extensions["settings"].card_disclosure, clock.now())
    if found is None:
        return None
    hall, visits = found
    visit = next((one for one in visits if one.visit_id == visit_id), None)
    if visit is None and visit_id:
        abort(404)
    return Shown(hall, visit, door.spoken(hall.people[0].language))


def _looked(shown: Shown) -> None:
    current_app.extensions["card_strides"].attempt("card_token", shown.hall.card_id)
    current_app.extensions["card_views"].note(shown.hall.card_id, clock.now(), request.remote_addr, refresh=False)


def _count(shown: Shown) -> None:
    """Count what is said, by card and address: a picture of the card locks nobody out who stands before it."""
    limit.attempt("said_address", request.remote_addr)
    limit.attempt("said_card", "card", shown.hall.card_id, request.remote_addr)


def _give_back(shown: Shown, wrong: Exception) -> None:
    """What was wrong in the form was not said."""
    if isinstance(wrong, NotSaid):
        limit.give_back("said_address", request.remote_addr)
        limit.give_back("said_card", "card", shown.hall.card_id, request.remote_addr)


def _said(shown: Shown, kind: str, address: str) -> AnyResponse:
    trail.note(views.CARD, "change", recipient_id=shown.recipient_id, card_id=shown.hall.card_id, reason=f"said:{kind}")
    return redirect(said.after(address, kind), 303)


def _thanks(token: str, shown: Shown) -> Response | None:
    kind = said.thanks()
    if not kind:
        return None
    here = f"/k/{token}/besok/{shown.visit.visit_id}{near.lang()}" if shown.visit else None
    return door.page(
        "sent",
        shown.language,
        kind=kind,
        answers=None,
        here=here,
        phone=said.phone(shown.hall.phone),
        back=_back(token),
    )


def _buttons(token: str, shown: Shown, code: str = "") -> Response:
    assert shown.visit is not None
    visit_id = shown.visit.visit_id
    ring = f"/k/{token}/ring?besok={visit_id}{near.lang().replace('?', '&')}"
    return door.page(
        "say", shown.language, said.status(code), visit=said.about(shown.visit, shown.language, clock.now()),
        form=said.form(code, shown.language), whose="", came=None, more=[(ring, said.called(shown.language)["ring"])],
        phone=said.phone(shown.hall.phone), back=_back(token), here=f"/k/{token}/besok/{visit_id}{near.lang()}",
    )  # fmt: skip


def _ask(token: str, shown: Shown, code: str = "") -> Response:
    about = said.about(shown.visit, shown.language, clock.now()) if shown.visit else None
    return door.page(
        "ring", shown.language, said.status(code), visit=about, form=said.form(code, shown.language),
        visit_id=shown.visit.visit_id if shown.visit else None, phone=said.phone(shown.hall.phone), back=_back(token),
        here=f"/k/{token}/ring{near.lang()}",
    )  # fmt: skip


def _back(token: str) -> str:
    return f"/k/{token}{near.lang()}"


def _no_card() -> Response:
    limit.attempt("card_wrong_address", request.remote_addr)
    trail.refused(reason="card_wrong")
    return door.page("gone", door.spoken(), 404)
