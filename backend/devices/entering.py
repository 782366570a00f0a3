"""A relative signs in by a one-time code to a number or an address. Nobody learns here whether it is in a consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from backend.devices import codes, numbers, relatives
from schema import reach
from schema.db import db
from schema.tables import Relative

PURPOSE = "relative"
LONGEST = 254


@dataclass(frozen=True)
class Wait:
    """The number or address came back, but is new: it opens from an instant on."""

    until: datetime


def ask(typed: str, language: str) -> str | None:
    """Send a code to what was typed, where a consent in force has it. The browser's ticket, the same for everybody.

    None for what is neither a number nor an address. Raises limit.TooMany. The caller commits.
    """
    way, to = _read(typed)
    if to is None:
        return None
    ids = relatives.at_reach(way, reach.hashed(way, to))
    known = [row for row in _rows(ids) if not isinstance(numbers.ready(row, way), numbers.Closed)]
    first = known[0] if known else None
    return codes.ask(
        PURPOSE, way=way, to=to if first else None, asked_for=to, language=first.language if first else language,
        relative_id=first.id if first else None,
    )  # fmt: skip


def finish(ticket: str, typed: str, label: str | None) -> str | Wait | None:
    """Sign the browser in when the code is right: its token. `Wait` for a number or address that is new.

    None for a wrong, used or old code, and where no consent holds any more. Raises limit.TooMany. The caller commits.
    """
    code = codes.redeem(PURPOSE, ticket, typed)
    if code is None or code.relative_id is None or code.sent_to_hash is None:
        return None
    rows = _rows(relatives.at_reach(code.way, code.sent_to_hash))
    for row in rows:
        _came_back(row, code.way, code.made_at)
    db.session.flush()
    verdicts = {row.id: numbers.ready(row, code.way) for row in rows}
    ready = [row_id for row_id, verdict in verdicts.items() if isinstance(verdict, numbers.Ready)]
    if ready:
        return relatives.sign_in(ready, code.way, label)
    waits = [verdict.until for verdict in verdicts.values() if isinstance(verdict, numbers.Waits)]
    return Wait(min(waits)) if waits else None


def _came_back(row: Relative, way: str, at: datetime) -> None:
    """One code proves the number or address for everybody whose relative has it."""
    name = "email_verified_at" if way == "email" else "phone_verified_at"
    if getattr(row, name) is None:
        setattr(row, name, at)


def _read(typed: str) -> tuple[str, str | None]:
    plain = typed.strip()[:LONGEST]
    return ("email", reach.address(plain)) if "@" in plain else ("sms", reach.e164(plain))


def _rows(ids: tuple[int, ...]) -> list[Relative]:
    return list(db.session.scalars(select(Relative).where(Relative.id.in_(ids)).order_by(Relative.id)))
