"""The answer that is promised "senast nästa vardag", over weekends and the days on which nobody works."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from backend.hearing.promised import answer_by
from schema import clock


@pytest.mark.parametrize(
    ("said_on", "by"),
    [
        ("2026-11-24", "2026-11-25"),
        ("2026-11-27", "2026-11-30"),  # a Friday
        ("2026-11-28", "2026-11-30"),
        ("2026-12-23", "2026-12-28"),  # Christmas Eve is Thursday, Boxing Day a Saturday
        ("2026-06-18", "2026-06-22"),  # Midsummer's Eve is no public holiday, and nobody works
        ("2026-05-13", "2026-05-15"),  # Ascension Day
        ("2026-12-30", "2027-01-04"),
        ("2027-01-05", "2027-01-07"),  # Epiphany
    ],
)
def test_the_next_weekday(said_on: str, by: str) -> None:
    at_noon = datetime.fromisoformat(f"{said_on}T12:00:00")
    assert answer_by(clock.instant(at_noon.date(), at_noon.time())) == date.fromisoformat(by)


def test_the_local_day_counts() -> None:
    late = clock.instant(date(2026, 11, 24), datetime.fromisoformat("2026-11-24T23:30").time())
    assert answer_by(late) == date(2026, 11, 25)
