"""THE timetable: name, function, interval.

A job takes no argument, owns its transactions, and asks `schema.clock` what time it is, so that `once` can run one
tick as if it were another instant.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from flask import Flask, current_app

from backend import engines
from backend.access import limit
from backend.access.unit_of_work import committed
from backend.devices import browsers, revoke, told
from backend.intake import events
from backend.planning import inbox
from backend.privacy import consents, retention
from backend.seals import head, seal
from backend.seals.owner import NotTheOwner
from backend.telling import (
    alerts,
    announce,
    asking,
    day_calls,
    kept,
    lists,
    opted_out,
    stopping,
    surveying,
    welcomes,
    wrong_cards,
)
from backend.telling.by_way import Outside
from notifications import delivery, doubt, redaction
from notifications.policy import MORNING_ENDS
from schema import clock
from schema.db import db
from schema.settings import Settings

log = logging.getLogger(__name__)
Counts = Mapping[str, object]
MORNING_BEGINS = time(6, 30)
CALLS_BEGIN = time(7)
EVENING_BEGINS = time(18)
WELCOMES_BEGIN, WELCOMES_END = time(9), time(19)


class UnknownJob(Exception):
    """No job of that name stands in the timetable."""


@dataclass(frozen=True)
class Job:
    """One row of the timetable. `between` are local times; `then` follows when the job is run once by hand."""

    name: str
    function: Callable[[], Counts | None]
    seconds: int
    says: str
    between: tuple[time, time] | None = None
    then: Callable[[], Counts | None] | None = None

    def tick(self) -> Counts | None:
        """Run when the hour is right."""
        if self.between and not self.between[0] <= clock.local(clock.now()).time() < self.between[1]:
            return None
        return self.function()


def timetable() -> tuple[Job, ...]:
    """Every job."""
    return (
        Job("morning_list", _morning_list, 60, "skriver dagens besök till dem som vill ha sms",
            between=(MORNING_BEGINS, MORNING_ENDS), then=_deliver),
        Job("day_call", _day_call, 60, "ringer dem som får dagens besök uppläst",
            between=(CALLS_BEGIN, MORNING_ENDS), then=_deliver),
        Job("evening_list", _evening_list, 300, "skriver morgondagens besök till dem som vill ha dem kvällen före",
            between=(EVENING_BEGINS, lists.EVENING_ENDS), then=_deliver),
        Job("welcome", _welcome, 300, "hälsar anhöriga välkomna, vars nummer ingen har bekräftat",
            between=(WELCOMES_BEGIN, WELCOMES_END), then=_deliver),
        Job("alerts", _alerts, 60, "säger till dem som har jour när ingen har kommit", then=_announce_and_deliver),
        Job("questions", _questions, 300, "frågar några om det kom någon", between=(WELCOMES_BEGIN, WELCOMES_END),
            then=_deliver),
        Job("surveys", _surveys, 300, "frågar några hur besöket var", between=(WELCOMES_BEGIN, WELCOMES_END),
            then=_deliver),
        Job("announce", _announce, 10, "avgör vem som ska få veta det som har ändrats, försenats eller hänt",
            then=_deliver),
        Job("deliver", _deliver, 5, "skickar det som väntar i utkorgen"),
        Job("sweep", _sweep, 60, "reder ut sms som vi inte fick svar om"),
        Job("erase", _erase, 300, "låter leverantören radera orden i det som är framme"),
        Job("watch", _watch, 60, "märker vad som inte har hänt"),
        Job("missing_plan", _missing_plan, 300, "säger till när dagens plan inte har kommit",
            between=(inbox.EXPECTED_BY, time.max)),
        Job("devices", _devices, 60, "stänger enheter som saknar grund, märker vilka besked som gått fram"),
        Job("promises", _promises, 1800, "räknar hur löftena om besked har hållits"),
        Job("seal", seal.seal_new, 60, "förseglar nya besökshändelser och nya rader i loggen"),
        Job("head", _head, 600, "undertecknar var kedjorna slutade dagen innan"),
        Job("retention", _retention, 1800, "gallrar det som har passerat sin tid", between=(time(2), time(4))),
        Job("consents", _consents, 1800, "avslutar önskemål vars sista dag har passerat"),
        Job("limits", _limits, 3600, "glömmer räknade försök vars tid har gått ut"),
    )  # fmt: skip


def run(app: Flask) -> None:
    """Tick until told to stop."""
    with app.app_context():
        database = db.engine
    engines.run(app, timetable(), database)


def once(name: str, at: datetime | None) -> dict[str, object]:
    """Run one tick of a job as if it were `at` (None: now), whatever the hour. Returns its counts.

    Raises UnknownJob.
    """
    job = next((job for job in timetable() if job.name == name), None)
    if job is None:
        raise UnknownJob(name)
    with clock.standing_at(at or clock.now()):
        counts = dict(job.function() or {})
        if job.then:
            counts.update(job.then() or {})
    return counts


def _settings() -> Settings:
    told: Settings = current_app.extensions["settings"]
    return told


def _morning_list() -> Counts:
    return lists.morning_list(_settings().municipality, inbox.units_without_plan(clock.today()))


def _day_call() -> Counts:
    return day_calls.day_calls(_settings().municipality, inbox.units_without_plan(clock.today()))


def _evening_list() -> Counts:
    tomorrow = clock.today() + timedelta(days=1)
    return lists.evening_list(_settings().municipality, inbox.units_without_plan(tomorrow))


def _welcome() -> Counts:
    return welcomes.relatives(_settings().municipality)


def _alerts() -> Counts:
    with committed():
        municipality = _settings().municipality
        return {**alerts.watch(municipality), "wrong_cards": wrong_cards.tell(municipality)}


def _questions() -> Counts:
    with committed():
        return asking.ask(_settings().municipality)


def _surveys() -> Counts:
    with committed():
        return surveying.ask(_settings().municipality)


def _announce_and_deliver() -> Counts:
    return {**_announce(), **_deliver()}


def _announce() -> Counts:
    settings = _settings()
    pushed = {"browsers": browsers.open_to} if settings.vapid_private_key else {}
    outside = Outside(stop_address=partial(stopping.address, settings), **pushed)
    return announce.announce(settings.municipality, outside)


def _deliver() -> Counts:
    counts = delivery.deliver(_settings())
    with committed():
        stopped = opted_out.heed()
    return {**counts, **({"opted_out": stopped} if stopped else {})}


def _sweep() -> Counts:
    return doubt.sweep(_settings())


def _erase() -> Counts:
    return redaction.erase(_settings())


def _watch() -> None:
    with committed():
        events.watch()


def _devices() -> Counts:
    with committed():
        return {"closed": revoke.groundless(), "told": told.mark_told(), "unsubscribed": browsers.end_closed()}


def _retention() -> Counts:
    try:
        done = retention.nightly()
    except NotTheOwner as fault:
        log.error("retention: %s", fault)
        raise
    return {"rules": len(done.rules) if done else 0}


def _consents() -> Counts:
    with committed():
        return {"ended": consents.end_expired()}


def _limits() -> Counts:
    return {"forgotten": limit.forget()}


def _missing_plan() -> Counts:
    with committed():
        return {"raised": inbox.missing_plans()}


def _promises() -> Counts:
    with committed():
        return {"figures": kept.count()}


def _head() -> Counts:
    with committed():
        return {"signed": head.sign_missing()}
