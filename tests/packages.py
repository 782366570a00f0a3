"""Plan packages for tests: written as real files, in the words of the contract."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

DAY = date(2026, 11, 24)
"""The day of `small_package`: an ordinary Tuesday."""
Row = Mapping[str, Any]
Tables = dict[str, list[dict[str, Any]]]


def write_package(
    folder: Path, *, encoding: str = "utf-8", delimiter: str = ",", **tables: Iterable[Row]
) -> Path:  # fmt: skip
    """Write each table as `<folder>/<table>.csv`; the header holds every column that some row has. The folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        listed = list(rows)
        columns = list(dict.fromkeys(column for row in listed for column in row))
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, columns, delimiter=delimiter, restval="")
            writer.writeheader()
            writer.writerows(listed)
    return folder


def small_package(day: date = DAY) -> Tables:
    """One unit, four services (one of them nursing), two workers, a couple in one home, a single, their day's visits.

    `dict` of table → rows, for a test to change before it is written. Elsa and Arne share home `h1`; Signe lives
    alone. Elsa has a morning, a noon (nursing only) and an evening visit; Arne and Signe one each.
    """
    return {
        "units": [
            {"unit_id": "norr", "name": "Hemtjänst Norr", "provider": "Egen regi", "provider_kind": "own",
             "phone": "018-123 45 67"},
        ],
        "services": [
            {"service_id": "dusch", "name": "Dusch", "name_fi": "Suihku", "name_en": "Shower",
             "public_label": "Hjälp hemma", "category": "personal_care"},
            {"service_id": "frukost", "name": "Frukost", "name_fi": "Aamiainen", "name_en": "Breakfast",
             "public_label": "Måltid", "category": "meal"},
            {"service_id": "insulin", "name": "Insulin", "public_label": "Hjälp hemma", "category": "nursing",
             "relatives_see": "never"},
            {"service_id": "stad", "name": "Städning", "public_label": "Hushåll", "category": "household"},
        ],
        "workers": [
            {"worker_id": "w1", "name": "Leila Virtanen", "unit_id": "norr", "title": "undersköterska"},
            {"worker_id": "w2", "name": "Jonas Ekström", "unit_id": "norr", "title": "vårdbiträde"},
        ],
        "recipients": [
            _recipient("elsa", "Elsa Berg", "h1", "+46701740605"),
            _recipient("arne", "Arne Berg", "h1", "+46701740606"),
            _recipient("signe", "Signe Lund", "h2", "+46701740607"),
        ],
        "visits": [
            visit("v1", "elsa", day, "08:00", "09:00", 30, "dusch|frukost", "w1"),
            visit("v2", "elsa", day, "12:00", "12:30", 15, "insulin", "w1"),
            visit("v3", "elsa", day, "18:00", "19:30", 45, "stad", "w2"),
            visit("v4", "arne", day, "08:00", "09:00", 20, "frukost", "w1"),
            visit("v5", "signe", day, "09:30", "10:30", 30, "dusch", "w2"),
        ],
    }  # fmt: skip


def visit(
    visit_id: str, recipient_id: str, day: date, start: str, end: str, minutes: int, services: str, workers: str = "",
    **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """A row of `visits`; `services` and `workers` as in the cell, with `|` between."""
    return {
        "visit_id": visit_id, "recipient_id": recipient_id, "date": day.isoformat(), "window_start": start,
        "window_end": end, "duration_minutes": minutes, "services": services, "worker_ids": workers,
        "unit_id": "norr", **more,
    }  # fmt: skip


def execution(visit_id: str, worker_id: str, check_in: str, check_out: str = "", **more: Any) -> dict[str, Any]:
    """A row of `executions`; instants are local, `2026-11-24T08:03`."""
    return {"visit_id": visit_id, "worker_id": worker_id, "check_in": check_in, "check_out": check_out,
            "method": "qr", **more}  # fmt: skip


def _recipient(recipient_id: str, name: str, home_id: str, phone: str) -> dict[str, Any]:
    return {
        "recipient_id": recipient_id, "name": name, "unit_id": "norr", "home_id": home_id, "phone": phone,
        "phone_confirmed_on": "2026-01-15", "language": "sv", "address": f"Storgatan {home_id[1:]}",
        "postal_code": "753 20", "city": "Uppsala", "sms_detail": "times",
    }  # fmt: skip
