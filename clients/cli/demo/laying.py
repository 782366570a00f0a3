"""Loading the demonstration: the plan, what changed, the accounts, the cards, and the day as far as it has come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import current_app

from backend import jobs
from backend.access import demonstration
from backend.access.unit_of_work import committed
from backend.cards import issue
from backend.intake import events, plans
from backend.planning.importing import ImportOrder
from clients.cli.demo import package, passes, playing, said, script, signins
from schema import clock

CHANGED_AGO = timedelta(minutes=50)
STEP = timedelta(minutes=20)
DAY_SO_FAR = timedelta(hours=9)
MORNING = time(6, 30)
MORNING_TOLD = 7
"""From this hour on the morning list of the same day has gone out."""


class NotLoaded(Exception):
    """Why the demonstration cannot be loaded here."""


def load(anchor: datetime) -> None:
    """Lay the demonstration around `anchor` in an untouched database. Raises NotLoaded where people live already."""
    if not demonstration.is_untouched():
        raise NotLoaded("this database is in use: a demonstration is only laid in an empty one")
    local = clock.local(anchor)
    _import("plan", package.write_plan, local, anchor - demonstration.PLANNED_AHEAD)
    with committed():
        signins.create_all()
    _tell_the_morning(local)
    for day in range(-package.HISTORY_DAYS, 0):
        _play_history(local + timedelta(days=day))
    taps = script.taps(passes.stops_around(local), local)
    moments = [anchor - DAY_SO_FAR + STEP * n for n in range(int(DAY_SO_FAR / STEP) + 1)]
    for since, until in pairwise(moments):
        if since < anchor - CHANGED_AGO <= until:
            _import("changes", package.write_changes, local, anchor - CHANGED_AGO)
        with clock.standing_at(until):
            playing.report([tap for tap in taps if since < tap.at <= until])
            with committed():
                events.watch()
    with clock.standing_at(anchor):
        said.say(local)
    _issue_cards()
    jobs.once("seal", None)


def _import(name: str, write: Callable[[Path, datetime], None], anchor: datetime, at: datetime) -> None:
    with TemporaryDirectory() as place, clock.standing_at(at), committed():
        folder = Path(place) / name
        folder.mkdir()
        write(folder, anchor)
        order = ImportOrder(source=demonstration.SOURCE)
        outcome = plans.import_plan(folder, order)
        if outcome.exit_code:
            raise NotLoaded(f"the demonstration's plan was not accepted: {outcome.report['errors'][:3]}")


def _play_history(anchor: datetime) -> None:
    """An earlier day: all went as planned."""
    with clock.standing_at(anchor + timedelta(hours=12)):
        playing.report(script.as_planned(passes.stops_around(anchor)))
        with committed():
            events.watch()


def _tell_the_morning(anchor: datetime) -> None:
    """The last morning's messages, into the outbox page. Only where nothing leaves the house."""
    if current_app.extensions["settings"].sms_mode == "console":
        day = anchor.date() if anchor.hour >= MORNING_TOLD else anchor.date() - timedelta(days=1)
        jobs.once("morning_list", clock.instant(day, MORNING))


def _issue_cards() -> None:
    with committed():
        for home_id in sorted(set(demonstration.homes().values())):
            issue.card_for(home_id)
