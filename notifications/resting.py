"""A provider that fails is left in peace for a while, by all processes alike. No function commits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from notifications.policy import rest
from schema import clock
from schema.db import db, insert_new
from schema.tables import ProviderRest


def resting() -> dict[str, datetime]:
    """The channels that rest now, and until when."""
    query = select(ProviderRest.channel, ProviderRest.rests_until_at).where(ProviderRest.rests_until_at > clock.now())
    return {channel: until for channel, until in db.session.execute(query) if until is not None}


def note(tried: Iterable[tuple[str, bool]]) -> None:
    """Remember how calls went. One that went well ends the count; failures in a row lead to rest, ever longer."""
    went: dict[str, list[bool]] = {}
    for channel, well in tried:
        went.setdefault(channel, []).append(well)
    for channel, outcomes in sorted(went.items()):
        failed = next((place for place, well in enumerate(reversed(outcomes)) if well), len(outcomes))
        _note(channel, failed, any(outcomes))


def _note(channel: str, failed: int, some_went_well: bool) -> None:
    row = db.session.execute(
        select(ProviderRest.failures).where(ProviderRest.channel == channel).with_for_update()
    ).scalar_one_or_none()
    if row is None and not failed:
        return  # nothing to remember of who never failed
    failures = failed if some_went_well else (row or 0) + failed
    seconds = rest(failures)
    now = clock.now()
    values = {
        "failures": failures, "changed_at": now,
        "rests_until_at": now + timedelta(seconds=seconds) if seconds and failed else None,
    }  # fmt: skip
    if row is None:
        db.session.execute(insert_new(ProviderRest, [{"channel": channel, **values}]))
    elif (row, failures) != (0, 0):
        db.session.execute(update(ProviderRest).where(ProviderRest.channel == channel).values(**values))
