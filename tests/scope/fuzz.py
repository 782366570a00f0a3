"""Ids and tokens tried by chance at every address that names something: nothing of another unit may show or change."""

from __future__ import annotations

import secrets
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from schema.db import Base, db
from tests.people import Client
from tests.scope import table
from tests.scope.world import HIDDEN, MARK, Place

PASSING = {"trail", "limit_count", "sign_in", "seal", "code"}
"""Tables that may grow by a refusal."""


class NoLimits:
    """Counts nothing: what is tried here is the doors, not the patience."""

    def hit(self, *_what: Any, **_more: Any) -> bool:
        """Whether one more is allowed: always."""
        return True

    def clear(self, *_what: Any) -> None:
        """Nothing to forget."""


def targets(app: Flask) -> list[tuple[str, Rule]]:
    """The routes whose address names something, but for cards that are read where they hang."""
    return [
        (method, rule) for method, rule in table.routes(app)
        if table.names_something(rule) and rule.endpoint != "worker_card.home"
    ]  # fmt: skip


def standing() -> dict[str, list[str]]:
    """Everything in the database that no refusal may touch."""
    db.session.rollback()
    tables = [one for one in Base.metadata.sorted_tables if one.name not in PASSING]
    return {one.name: sorted(map(repr, db.session.execute(select(one)).all())) for one in tables}


def hunt(app: Flask, client: Client, own: Place, other: Place, rounds: int, seed: int) -> tuple[int, list[str]]:
    """Ask `rounds` times at each route: how often it was asked, and what was found that should not be.

    A GET tries any id, the own unit's too; a POST tries the other unit's own ids, and those that nobody has.
    """
    app.extensions["limits"] = NoLimits()
    chance, before, asked, found = Random(seed), standing(), 0, []
    for method, rule in targets(app):
        for _ in range(rounds):
            number = _number(chance)
            ids: dict[str, Any] = dict.fromkeys(own.ids, number)
            if method == "POST":
                ids = dict(other.ids) if number < HIGHEST else dict.fromkeys(own.ids, number)
            ids |= {"token": secrets.token_urlsafe(20)}
            answer = table.ask(client, method, rule, table.address_of(rule, own, **ids), own)
            text = answer.text
            answer.close()
            asked += 1
            if answer.status_code >= 500 or MARK in text or HIDDEN in text:
                found.append(f"{method} {rule.rule} with {number}: {answer.status_code}")
    after = standing()
    found += [f"{name} was changed" for name, rows in after.items() if rows != before[name]]
    return asked, found


HIGHEST = 1_000
"""No row of the small town has a higher id."""


def _number(chance: Random) -> int:
    """Mostly ids that somebody has."""
    return chance.randrange(1, 40) if chance.random() < 0.7 else chance.randrange(1, 2 ** chance.randrange(6, 63))
