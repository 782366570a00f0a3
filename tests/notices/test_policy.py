"""Who is told, at which level, until when: the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from notifications.policy import Kin, Level, Owner, Verdict, backoff, expiry, verdict
from tests.notices.town import at

DAY = date(2026, 11, 24)
BEFORE, AFTER = DAY - timedelta(1), DAY + timedelta(1)
ELSA, ARNE = Owner(1, "services"), Owner(2, "times")
ANNA = Kin(1, "names", BEFORE, DAY, "self")
NOTHING = Verdict(Level.NONE)


@pytest.mark.parametrize(
    ("owners", "kin", "expected"),
    [
        ([ELSA], [], Verdict(Level.SERVICES, (1,))),
        ([Owner(1, "names")], [], Verdict(Level.NAMES, (1,))),
        ([Owner(1, "none")], [], NOTHING),
        ([Owner(1, "everything")], [], NOTHING),
        ([Owner(1, "")], [], NOTHING),
        ([replace(ELSA, protected=True)], [], NOTHING),
        ([replace(ELSA, ended_on=BEFORE)], [], NOTHING),
        ([replace(ELSA, ended_on=DAY)], [], Verdict(Level.SERVICES, (1,))),
        ([replace(ELSA, ended_on=AFTER)], [], Verdict(Level.SERVICES, (1,))),
        ([ARNE, ELSA], [], Verdict(Level.TIMES, (1, 2), ask=True)),
        ([ELSA, Owner(2, "services")], [], Verdict(Level.SERVICES, (1, 2))),
        ([ELSA, Owner(2, "none")], [], Verdict(Level.NONE, (1, 2), ask=True)),
        ([ELSA, replace(ARNE, ended_on=BEFORE)], [], Verdict(Level.SERVICES, (1,))),
        ([ELSA, replace(ARNE, protected=True)], [], Verdict(Level.NONE, (1,), ask=True)),
        ([ELSA], [ANNA], Verdict(Level.NAMES, (1,), True, True)),
        ([ELSA], [replace(ANNA, may_see="services")], Verdict(Level.SERVICES, (1,), True, True)),
        ([ELSA], [replace(ANNA, secrecy_consent_on=None)], Verdict(Level.NONE, (1,), True, True)),
        ([ELSA], [replace(ANNA, data_consent_on=None)], Verdict(Level.NONE, (1,), True, True)),
        ([ELSA], [replace(ANNA, data_consent_on=AFTER)], Verdict(Level.NONE, (1,), True, True)),
        ([ELSA], [replace(ANNA, consent_basis="")], Verdict(Level.NONE, (1,), True, True)),
        ([ELSA], [replace(ANNA, consent_until=BEFORE)], Verdict(Level.NONE, (1,), True, True)),
        ([ELSA], [replace(ANNA, consent_until=DAY)], Verdict(Level.NAMES, (1,), True, True)),
        ([ELSA], [replace(ANNA, recipient_id=9)], Verdict(Level.NONE, (1,), True, True)),  # another's relative
        ([ELSA], [ANNA, replace(ANNA, may_see="times")], Verdict(Level.TIMES, (1,), True, True)),
        ([ELSA, Owner(2, "services")], [ANNA], Verdict(Level.NONE, (1, 2), True, True)),  # his consent is not hers
        ([Owner(1, "none")], [ANNA], NOTHING),
        ([], [ANNA], NOTHING),
    ],
)
def test_what_a_number_is_told(owners: list[Owner], kin: list[Kin], expected: Verdict) -> None:
    assert verdict(owners, kin, DAY) == expected


def test_a_list_is_worthless_at_noon_or_when_its_last_window_has_closed() -> None:
    assert expiry(at(12), at(20)) == at(12)
    assert expiry(at(12), at(9)) == at(9)


def test_patience_grows_and_has_a_bound() -> None:
    assert [backoff(attempts) for attempts in range(1, 8)] == [30, 60, 120, 240, 480, 900, 900]
