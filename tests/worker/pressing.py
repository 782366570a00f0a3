"""Pressing the buttons of the worker's pages, and telling what was stored."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from schema.db import db
from schema.tables import Event
from tests.people import Client
from tests.visits import town as towns

BUTTON = re.compile(r'<form action="([^"]+)" method="post">(.*?)<button class="[^"]*">([^<]*)</button>', re.S)
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def buttons(page: str) -> dict[str, tuple[str, dict[str, str]]]:
    """The page's buttons by their label, the first of each: where it posts and what."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for action, fields, label in BUTTON.findall(page):
        found.setdefault(label.strip(), (action, dict(FIELD.findall(fields))))
    return found


def press(client: Client, page: str, label: str, **more: Any) -> int:
    """Open a page and press a button."""
    action, fields = buttons(client.get(page).text)[label]
    return client.post(action, data={**fields, **more}).status_code


def facts() -> list[tuple[Any, ...]]:
    db.session.expire_all()
    rows = db.session.scalars(select(Event).order_by(Event.id))
    return [(row.kind, row.visit_id, row.worker_id, row.method, towns.clock_time(row.occurred_at)) for row in rows]
