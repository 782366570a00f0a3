"""Numbers that several people share: the lowest of their levels, and a question to the planner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from schema.db import db
from schema.tables import Promise, Task
from tests.fake_twilio import FakeTwilio
from tests.notices.conftest import Run
from tests.notices.town import CONSENTS, DAY, Town, at, number


@pytest.mark.parametrize(
    ("first", "second", "said", "asked"),
    [
        ("services", "services", "kl 8-8.30 Leila, Hjälp hemma", 0),
        ("services", "names", "kl 8-8.30 Leila", 1),
        ("times", "services", "kl 8-8.30", 1),
        ("names", "none", None, 1),
        ("none", "none", None, 0),
    ],
)
def test_a_couple_with_one_number(
    run: Run, fake_twilio: FakeTwilio, first: str, second: str, said: str | None, asked: int
) -> None:
    town = Town()
    wife, husband = town.recipient("Elsa", number(5), first), town.recipient("Arne", number(5), second)
    town.usual(wife)
    town.visit(husband, at(19), at(20), workers=(town.jonas,))
    town.willing("Signe", number(6))
    assert run()["asked"] == asked
    bodies = fake_twilio.to(number(5))
    if said is None:
        assert bodies == []
    else:
        evening = said.replace("8-8.30", "19-20").replace("Leila", "Jonas")
        assert [body.splitlines()[1:3] for body in bodies] == [[said, evening]]
    assert run()["asked"] == 0
    tasks = db.session.scalars(select(Task)).all()
    assert [(task.kind, task.recipient_id, task.unit_id) for task in tasks] == [
        ("shared_number", wife.id, town.north.id)
    ] * asked


@pytest.mark.parametrize(
    ("consents", "may_see", "said"),
    [
        (CONSENTS, "names", "kl 8-8.30 Leila"),
        (CONSENTS, "times", "kl 8-8.30"),
        ({**CONSENTS, "data_consent_on": None}, "services", None),
        ({**CONSENTS, "secrecy_consent_on": None}, "services", None),
        ({**CONSENTS, "consent_basis": None}, "services", None),
        ({**CONSENTS, "consent_until": DAY - timedelta(1)}, "services", None),
        ({**CONSENTS, "consent_until": DAY}, "services", "kl 8-8.30 Leila, Måltid"),
    ],
)
def test_a_relative_on_the_same_number(
    run: Run, fake_twilio: FakeTwilio, consents: dict[str, Any], may_see: str, said: str | None
) -> None:
    town = Town()
    elsa = town.recipient("Elsa", number(5), "services")
    town.relative(elsa, number(5), may_see, **consents)
    town.visit(elsa, at(8), at(8, 30), town.insulin, town.meal)
    nursing = town.visit(elsa, at(12), at(12, 30), town.insulin)
    counts = run()
    assert counts["asked"] == 1
    assert [body.splitlines()[1:-1] for body in fake_twilio.to(number(5))] == ([[said]] if said else [])
    assert nursing.id not in set(db.session.scalars(select(Promise.visit_id)))


def test_a_relative_of_somebody_who_left_has_no_part_in_the_number(run: Run, fake_twilio: FakeTwilio) -> None:
    town = Town()
    late = town.recipient("Arne", number(6), "names", ended_on=DAY - timedelta(30))
    town.relative(late, number(5))
    town.willing("Elsa", number(5))
    assert run()["asked"] == 0
    assert len(fake_twilio.accepted) == 1


def test_a_number_that_a_protected_person_has_too_gets_nothing(run: Run, fake_twilio: FakeTwilio) -> None:
    town = Town()
    elsa = town.willing("Elsa", number(5), "services")
    town.willing("Skyddad", number(5), "services", protected=True)
    assert run()["withheld"] == 1
    assert fake_twilio.requests == []
    assert [task.recipient_id for task in db.session.scalars(select(Task))] == [elsa.id]
