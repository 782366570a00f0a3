"""Homes: whose card is whose. A couple shares one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import insert, select, update

from backend.planning import bulk
from schema.db import db, table_of
from schema.keyring import ring
from schema.tables import Home

_LEAVE = {"synchronize_session": False}
PLACE = ("address", "postal_code", "city", "latitude", "longitude")


def key(outside_id: str, content: dict[str, Any]) -> str:
    """The key of a recipient's home: home_id; else equal, non-empty address and postal code; else a home of her own."""
    if content["home_id"]:
        return str(content["home_id"])
    address, code = (_normal(content[name]) for name in ("address", "postal_code"))
    if address and code:
        return "address:" + ring().look_up("address", f"{address}|{code}")
    return "recipient:" + outside_id


def _normal(cell: str | None) -> str:
    return "".join((cell or "").casefold().split())


def ids(source: str, contents: list[dict[str, Any]], fixed: Collection[str] = ()) -> dict[str, int]:
    """The homes of these recipients by key; made where they are new, moved where their place is written otherwise.

    Those of the keys `fixed` stay where they are.
    """
    wanted: dict[str, dict[str, Any]] = {content["home_key"]: {} for content in contents}
    for content in contents:
        place = {name: content[name] for name in PLACE if content[name]}
        wanted[content["home_key"]] = {**place, **wanted[content["home_key"]]}
    chosen = select(Home.id, Home.outside_id, *(getattr(Home, name) for name in PLACE)).where(
        Home.source == source, bulk.among(Home.outside_id, wanted)
    )
    found = {row.outside_id: row for row in db.session.execute(chosen)}
    for home_key, row in found.items():
        place = wanted[home_key] if home_key not in fixed else {}
        if any(getattr(row, name) != cell for name, cell in place.items()):
            db.session.execute(update(Home).where(Home.id == row.id).values(**place))
    known = {home_key: row.id for home_key, row in found.items()}
    return known | _made(source, {home_key: place for home_key, place in wanted.items() if home_key not in found})


def _made(source: str, places: dict[str, dict[str, Any]]) -> dict[str, int]:
    if not places:
        return {}
    first = bulk.reserve(table_of(Home), len(places))
    made = {home_key: first + place for place, home_key in enumerate(places)}
    empty = dict.fromkeys(PLACE)
    rows = [
        {"id": row_id, "source": source, "outside_id": home_key, "version": 1, **empty, **places[home_key]}
        for home_key, row_id in made.items()
    ]
    db.session.execute(insert(table_of(Home)), rows)
    return made


def bump(home_ids: set[int]) -> None:
    """Let the cards of these homes be read anew."""
    if home_ids:
        db.session.execute(
            update(Home).where(bulk.among(Home.id, home_ids)).values(version=Home.version + 1), execution_options=_LEAVE
        )


def bump_all(source: str) -> None:
    """Let every card of a source be read anew: a name or number that any of them may show has changed."""
    db.session.execute(
        update(Home).where(Home.source == source).values(version=Home.version + 1), execution_options=_LEAVE
    )
