"""The demonstration as plan packages: what a planning system would hand over."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

from clients.cli.demo import passes, people
from clients.cli.demo.passes import Stop
from clients.cli.demo.people import Row

HISTORY_DAYS = 3
COMING_DAYS = 2


def anchors(anchor: datetime) -> list[datetime]:
    """The same moment on the days before, today and the days to come."""
    return [anchor + timedelta(days=day) for day in range(-HISTORY_DAYS, COMING_DAYS + 1)]


def write_plan(folder: Path, anchor: datetime) -> None:
    """The whole plan around the anchor, with its people."""
    today = anchor.date()
    recipients = people.recipients(today)
    stops = [stop for each in anchors(anchor) for stop in passes.stops_around(each)]
    tables: dict[str, list[Row]] = {
        "units": list(people.UNITS),
        "services": list(people.SERVICES),
        "workers": people.workers(),
        "recipients": recipients,
        "relatives": people.relatives(today),
        "decisions": people.decisions(today, recipients),
        "absences": people.absences(today),
        "visits": [visit_row(stop) for stop in stops],
    }
    for name, rows in tables.items():
        _write(folder / f"{name}.csv", rows)


def write_changes(folder: Path, anchor: datetime) -> None:
    """What the planner changed this morning: another worker, one cancelled, one moved, one shortened, one added."""
    coming = [stop for stop in passes.stops_around(anchor) if stop.start_at > anchor + timedelta(minutes=25)]
    single = [stop for stop in coming if len(stop.worker_ids) == 1 and stop.unit_id == "vallda"]
    hero = next(stop for stop in single if stop.recipient_id == "b1")
    others = [stop for stop in single if stop.recipient_id != "b1"]
    later = others[1].start_at + timedelta(minutes=30)
    rows = [
        visit_row(hero.moved(worker_ids=("m12",))),
        visit_row(others[0]) | {"cancelled": "yes", "cancel_reason": "Anhörig är där"},
        visit_row(others[1].moved(start_at=later)),
        visit_row(others[2].moved(minutes=10)),
        visit_row(
            others[3].moved(visit_id=others[3].visit_id + "x", start_at=others[3].start_at + timedelta(minutes=50))
        ),
    ]
    _write(folder / "visits.csv", rows)


def visit_row(stop: Stop) -> Row:
    """A stop as a row of the table visits."""
    return {
        "visit_id": stop.visit_id,
        "recipient_id": stop.recipient_id,
        "unit_id": stop.unit_id,
        "date": f"{stop.start_at:%Y-%m-%d}",
        "window_start": f"{stop.start_at:%H:%M}",
        "window_end": f"{stop.window_end_at:%H:%M}",
        "duration_minutes": stop.minutes,
        "services": "|".join(stop.services),
        "worker_ids": "|".join(stop.worker_ids),
        "staff": len(stop.worker_ids),
        "time_critical": "yes" if stop.time_critical else "no",
        "cancelled": "no",
        "cancel_reason": "",
    }


def _write(file: Path, rows: list[Row]) -> None:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
