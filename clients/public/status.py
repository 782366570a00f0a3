"""`/status`: the promises and how they are kept, by day. Public, the same for everybody, kept by caches for minutes."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, Response, current_app, g, request

from backend.access import demonstration
from backend.access.audience import ANYBODY, audience
from backend.access.discretion import same_for_all
from backend.telling import kept, shown
from backend.telling.kept import MEDIANS
from backend.telling.shown import Kept
from clients import ui
from clients.public.promise_words import definitions, of_said, short_day, titles, value_said
from clients.ui import asset, chosen_language
from clients.ui.catalogues import named
from clients.ui.speech import day_in_words, large
from schema import clock
from schema.wire.status import StatusSchema

blueprint = Blueprint("status", __name__)
FRESH_SECONDS = 300
STEP, HIGH = 6, 100
"""Of the drawing: how wide a day is, and how high all of it."""


class Bar(NamedTuple):
    """One day in a drawing; `kind` is `bar`, or `few` where there were too few to show."""

    x: int
    y: int
    height: int
    kind: str


class Row(NamedTuple):
    """One day in words."""

    day: str
    value: str
    of: str


class Told(NamedTuple):
    """One promise on the page."""

    name: str
    title: str
    definition: str
    spans: list[tuple[str, str]]
    """The figure and out of how many, over each span."""
    bars: list[Bar]
    top: str
    """What the drawing's whole height stands for."""
    rows: list[Row]


@blueprint.get("/status")
@audience(ANYBODY)
@same_for_all
def page() -> Response:
    """The page. It asks nobody who she is, so that no cookie comes into it."""
    _count_the_look()
    g.language = language = chosen_language()
    days = shown.promises(kept.by_day(), clock.today())
    template = current_app.jinja_env.get_template("public/status.html")  # no context of a session
    body = template.render(
        promises=[_told(one, language) for one in days], language=language, asset=asset,
        page_language=ui.language, page_rtl=ui.written_from_right, languages=named,
        municipality=_municipality(), demonstration=demonstration.is_one(),
        first=short_day(days[0].days[0][0], language), last=short_day(days[0].days[-1][0], language),
    )  # fmt: skip
    return _kept_for_minutes(Response(body, mimetype="text/html"))


@blueprint.get("/status.json")
@audience(ANYBODY)
@same_for_all
def figures() -> Response:
    """The same for machines, with the definitions in English."""
    _count_the_look()
    named, defined = titles("en"), definitions("en")
    told = {
        "municipality": _municipality(),
        "demonstration": demonstration.is_one(),
        "promises": [
            {
                "name": one.name, "unit": "seconds" if one.name in MEDIANS else "share", "title": named[one.name],
                "definition": defined[one.name], "today": one.spans[0], "last_7_days": one.spans[1],
                "last_90_days": one.spans[2],
                "days": [{"date": day, "value": figure.value, "of": figure.of} for day, figure in one.days],
            }
            for one in shown.promises(kept.by_day(), clock.today())
        ],
    }  # fmt: skip
    return _kept_for_minutes(Response(current_app.json.dumps(StatusSchema().dump(told)), mimetype="application/json"))


def _count_the_look() -> None:
    current_app.extensions["status_strides"].attempt("status_address", request.remote_addr)


def _municipality() -> str:
    return str(current_app.extensions["settings"].municipality)


def _kept_for_minutes(answer: Response) -> Response:
    answer.cache_control.public = True
    answer.cache_control.max_age = FRESH_SECONDS
    answer.vary.add("Accept-Language")
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _told(one: Kept, language: str) -> Told:
    spans = [(value_said(one.name, figure, language), of_said(figure, language, roughly=place > 0))
             for place, figure in enumerate(one.spans)]  # fmt: skip
    rows = [
        Row(large(day_in_words(day, language)), value_said(one.name, figure, language),
            of_said(figure, language, roughly=False))
        for day, figure in reversed(one.days)
        if figure.of != 0
    ]  # fmt: skip
    highest = max((figure.value for _, figure in one.days if figure.value), default=0.0)
    top = highest if one.name in MEDIANS else 1.0
    said: Any = shown.Shown(top, 1) if top else None
    return Told(one.name, titles(language)[one.name], definitions(language)[one.name], spans, _bars(one, top),
                value_said(one.name, said, language) if said else "", rows)  # fmt: skip


def _bars(one: Kept, top: float) -> list[Bar]:
    bars = []
    for place, (_, figure) in enumerate(one.days):
        if figure.value is not None:
            height = max(1, round(figure.value / top * HIGH)) if top else 1
            bars.append(Bar(place * STEP, HIGH - height, height, "bar"))
        elif figure.of is None:
            bars.append(Bar(place * STEP, HIGH - 3, 3, "few"))
    return bars
