"""Several days of one person as a relative may see them, by one statement: the week, and what was planned and done."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from backend.cards import statements as sql
from backend.cards.day import hall_of, visits_of
from backend.cards.facts import LEVELS
from backend.cards.paired import Day, Kin, as_confirmed
from backend.cards.reading import reader
from backend.cards.related import hides_some
from schema import clock

_SPAN = """
SELECT v.id, v.recipient_id, v.date, v.window_start_at, v.window_end_at, v.duration_minutes, v.cancelled,
       v.service_ids, v.status, v.started_at, v.ended_at, v.expected_at,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, FALSE
FROM visit v
WHERE v.recipient_id = :person AND v.revision > 0 AND v.date >= :first AND v.date <= :last
ORDER BY v.window_start_at, v.id
"""
"""A row a visit by its plan in force, as a day's, but with no word of its changes."""
PERSONS_SPAN = tuple((*part[:2], _SPAN) if part[0] == "day" else part for part in sql.PERSONS_DAY)


class Span(NamedTuple):
    """Local dates, both in."""

    first: date
    last: date


def relatives_days(
    recipient_id: int, may_see: str, span: Span, whole: Span, now: datetime, language: str
) -> Day | None:  # fmt: skip
    """The visits of a span as far as a relative may see them (`times`, `names`, `services`), in order; None for none.

    The caller has checked the consents, and that both spans lie inside them. Whether something is hidden is asked of
    `whole`, all that the relative can turn to, so that no part of it tells.
    """
    with reader() as read:
        given = {
            "person": recipient_id, "today": read.day(clock.local_date(now)), "first": read.day(span.first),
            "last": read.day(span.last), "now": read.moment(now),
        }  # fmt: skip
        hall_rows, rows, named, services = read.gather(PERSONS_SPAN, given)
    hall = hall_of(hall_rows, may_see, clock.local_date(now))
    if hall is None:
        return None
    shown = Kin(language)
    shown.fill(named, services)
    hall = hall._replace(people=tuple(one._replace(level=LEVELS[may_see]) for one in hall.people))
    visits = as_confirmed(visits_of(hall, shown.rows(rows), shown))
    return Day(hall, visits, hides_some(recipient_id, *whole))
