"""`/mitt/vem`: who can see, who has looked; each device and each relative can be ended here, at once and silently."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import NamedTuple

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import PAIRED, audience
from backend.cards import issue
from backend.devices import listing, revoke, withdraw
from backend.devices.devices import Held
from backend.reports.month import Month
from clients.recipient import door
from clients.recipient.seen import looked
from clients.ui.cookies import OWN, forget
from clients.ui.day import month as months
from clients.ui.day import near
from clients.ui.speech import day_in_words, large, opening_in_words
from schema import clock

blueprint = Blueprint("who", __name__, url_prefix="/mitt/vem")


class Section(NamedTuple):
    """One person's lists."""

    name: str
    recipient_id: int
    here: int
    """This very device."""
    devices: list[listing.Listed]
    relatives: list[listing.Kin]
    looks: list[tuple[str, list[str]]]
    card: bool
    """Whether a card hangs in her home."""


@blueprint.get("")
@audience(PAIRED)
def page() -> Response:
    """The lists."""
    found = _open()
    if not found:
        return door.closed()
    language, today = door.spoken(found[0].language), clock.today()
    month = months.month_of(request.args.get("manad"), today) or months.month_of(None, today)
    assert month is not None
    for one in found:
        trail.note(one.scope, "read", recipient_id=one.recipient_id)
    sections = [_section(one, month, language, len(found) > 1) for one in found]
    begins = clock.day_bounds(month.first)[0]
    older = any(listing.looked_before(one.recipient_id, begins) for one in found)
    return door.page(
        "who", language, sections=sections, turn=months.turn(month, language, today, older=older),
        day_said=partial(day_in_words, language=language),
        moment_said=partial(opening_in_words, language=language),
    )  # fmt: skip


@blueprint.post("/enhet/<int:device_id>")
@audience(PAIRED)
def end_device(device_id: int) -> Response:
    """End one of her devices, or a relative's."""
    one = next((one for one in _open() if listing.belongs_to(device_id, one.recipient_id)), None)
    if one is None:
        return door.closed()
    if not revoke.one(device_id, "by_owner"):
        abort(404)
    trail.note(one.scope, "change", recipient_id=one.recipient_id, reason="device_ended")
    back = redirect("/mitt/vem" + near.lang(), 303)
    return forget(redirect("/mitt", 303), OWN) if device_id == one.device_id else back


@blueprint.post("/anhorig/<int:relative_id>")
@audience(PAIRED)
def end_relative(relative_id: int) -> Response:
    """Take back what a relative may see, until she consents anew."""
    one = next((one for one in _open() if withdraw.withdrawn_by_herself(one, relative_id)), None)
    if one is None:
        return door.closed()
    trail.note(one.scope, "change", recipient_id=one.recipient_id, reason="relative_withdrawn")
    return redirect("/mitt/vem" + near.lang(), 303)


def _open() -> list[Held]:
    """Whom this device is fully paired with."""
    return [one for one in door.own() if not one.pending]


def _section(one: Held, month: Month, language: str, several: bool) -> Section:
    begins, ends = clock.day_bounds(month.first)[0], clock.day_bounds(month.days[-1])[1]
    return Section(
        one.name if several else "", one.recipient_id, one.device_id, listing.paired_with(one.recipient_id),
        listing.relatives_of(one.recipient_id), list(_by_day(listing.looks(one.recipient_id, begins, ends), language)),
        issue.token_of(one.home_id) is not None,
    )  # fmt: skip


def _by_day(looks: Iterable[listing.Looks], language: str) -> Iterable[tuple[str, list[str]]]:
    days: dict[date, list[str]] = {}
    for look in looks:
        days.setdefault(look.day, []).append(looked(look, language))
    return ((_day_said(day, language), lines) for day, lines in days.items())


def _day_said(day: date, language: str) -> str:
    near_by, words = near.called(day, clock.today(), language), day_in_words(day, language)
    return f"{near_by}, {words}" if near_by else large(words)
