"""`/mitt/sagt`: all that she said and asked for, what became of it, and a word to the unit."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from backend.access import limit, trail
from backend.access.audience import PAIRED, audience
from backend.devices.devices import Held
from backend.hearing import heard
from backend.hearing.remarks import NotSaid, Saying
from backend.intake import remarks
from backend.requests import standing
from clients.recipient import door
from clients.recipient.said import ALL, count, speaker
from clients.ui.day import change_words, near, said
from clients.ui.day.said import Line, Typed
from schema.wire.remarks import TO_THE_UNIT

blueprint = Blueprint("heard", __name__, url_prefix=ALL)


class Part(NamedTuple):
    """One person's part of the page: her form, her remarks, what she asked for.

    `name` is empty where nobody need be told apart.
    """

    person: int
    name: str
    form: Typed
    lines: list[Line]
    phone: str | None
    wishes: list[tuple[str, str, change_words.Said]]


@blueprint.get("")
@audience(PAIRED)
def page() -> Response:
    """All that was said."""
    found = _open()
    return _page(found) if found else door.closed()


@blueprint.post("")
@audience(PAIRED)
def write() -> Response:
    """A word to the unit, or a wish to be rung."""
    found, kind, person = _open(), request.form.get("kind", ""), request.form.get("person", "")
    if not found:
        return door.closed()
    one = next((one for one in found if str(one.recipient_id) == person), None)
    if one is None or kind not in TO_THE_UNIT:
        abort(404)
    try:
        count(one)
        remarks.say(speaker(one), Saying(kind, request.form.get("once", ""), text=request.form.get("text", "")))
    except (NotSaid, limit.TooMany) as wrong:
        return _page(found, one, said.code_of(wrong))
    trail.note(one.scope, "change", recipient_id=one.recipient_id, reason=f"said:{kind}")
    return redirect(said.after(ALL, kind), 303)


def _open() -> tuple[Held, ...]:
    """Whom this device is fully paired with."""
    return tuple(one for one in door.own() if not one.pending)


def _page(found: tuple[Held, ...], about: Held | None = None, code: str = "") -> Response:
    language = door.spoken(found[0].language)
    for one in found:
        trail.note(one.scope, "read", recipient_id=one.recipient_id)
    parts = [_part(one, language, len(found) > 1, code if one is about else "") for one in found]
    return door.page(
        "heard", language, said.status(code), title=said.called(language)["everything"], parts=parts,
        thanks="" if code else said.thanks(), here=ALL + near.lang(), back="/mitt" + near.lang(),
    )  # fmt: skip


def _part(one: Held, language: str, several: bool, code: str) -> Part:
    return Part(
        one.recipient_id, one.name if several else "", said.form(code, language),
        said.lines(heard.by_speaker(speaker(one)), language), said.phone(heard.phone_of(speaker(one))),
        [change_words.Words(language).wish(asked) for asked in standing.requests_of(one.recipient_id)],
    )  # fmt: skip
