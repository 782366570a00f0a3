"""Gaps page by page: inside the scope, filtered, in order, with states that the rules of review say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from backend.access.scope import Scope
from backend.access.signin import create_user
from backend.gaps.listing import GapItem, Wanted, listing
from backend.gaps.review import Step, take_step
from backend.gaps.states import NotAllowed
from backend.intake.events import watch
from schema import clock
from schema.db import db
from schema.tables import Gap, GapReview, Recipient
from tests.visits import town as towns
from tests.visits.day import DAY, at

EVERYBODY = Scope("service", None, protected=True)
CLOSE = Step("close", measure="Ny rutin", effect_check_on=DAY + timedelta(days=14))


@pytest.fixture
def scope(any_app: Flask) -> Scope:
    """A manager of the town, whose three morning visits nobody began."""
    town = towns.make()
    for number in (1, 2, 3):
        town.visit(f"v{number}", f"r{number}", "08:00", "09:00", "w1")
    with clock.standing_at(at("10:00")):
        watch()
    user = create_user("chef@example.se", "Maria", "x" * 20, "manager", [town.unit.id])
    db.session.commit()
    return Scope("manager", frozenset({town.unit.id}), user_id=user.id)


def items(scope: Scope, **wanted) -> list[GapItem]:
    return list(listing(scope, Wanted(**wanted)).items)


def test_an_item_speaks_in_outside_ids(scope: Scope) -> None:
    first = items(scope)[0]
    assert (first.kind, first.visit_id, first.recipient_id, first.worker_id, first.unit_id, first.date) == (
        "not_started", "v1", "r1", "w1", "u", DAY,
    )  # fmt: skip
    assert (first.minutes, first.state, first.reviews) == (60, "open", ())


def test_pages_follow_each_other_and_end(scope: Scope) -> None:
    seen, after = [], 0
    while True:
        page = listing(scope, Wanted(), after, limit=2)
        seen += [item.visit_id for item in page.items]
        if page.next is None:
            break
        after = page.next
    assert seen == ["v1", "v2", "v3"]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"from_on": DAY, "to_on": DAY}, 3), ({"from_on": DAY + timedelta(days=1)}, 0), ({"unit": "u"}, 3),
        ({"to_on": DAY - timedelta(days=1)}, 0), ({"unit": "x"}, 0), ({"kind": "late"}, 0),
        ({"kind": "not_started", "state": "open"}, 3), ({"state": "explained"}, 0),
    ],
)  # fmt: skip
def test_filters(scope: Scope, wanted: dict, count: int) -> None:
    assert len(items(scope, **wanted)) == count


def test_other_units_sources_protected_and_hidden_people_are_not_there(scope: Scope) -> None:
    assert items(Scope("manager", frozenset({max(scope.unit_ids or ()) + 1}))) == []
    assert items(Scope("manager", frozenset())) == []
    assert items(Scope("api", None, source="another")) == []
    people = db.session.scalars(select(Recipient.id).order_by(Recipient.id)).all()
    db.session.execute(update(Recipient).where(Recipient.id == people[0]).values(protected=True))
    db.session.execute(update(Recipient).where(Recipient.id == people[1]).values(revision=0))
    assert [item.visit_id for item in items(scope)] == ["v3"]
    assert [item.visit_id for item in items(EVERYBODY)] == ["v1", "v3"]


@pytest.mark.parametrize(
    ("steps", "found", "resolved"),
    [
        ((), "open", "resolved"),
        (("explain",), "explained", "resolved"),
        (("explain", "close"), "closed", "closed"),
        (("explain", "close", "reopen"), "open", "resolved"),
    ],
)
def test_the_state_while_the_rules_find_it_and_when_they_no_longer_do(
    scope: Scope, steps: tuple[str, ...], found: str, resolved: str
) -> None:
    gap = db.session.scalars(select(Gap).order_by(Gap.id)).first()
    for step in steps:
        at_now = {"gap_key": gap.key, "user_id": scope.user_id, "at": at("11:00")}
        db.session.add(GapReview(step=step, **at_now))
        db.session.flush()
    db.session.flush()
    assert items(scope)[0].state == found
    gap.resolved_at = at("11:00")
    db.session.flush()
    assert items(scope)[0].state == resolved


def test_steps_are_taken_for_all_or_none_and_only_inside_the_scope(scope: Scope) -> None:
    ids = [item.id for item in items(scope)]
    assert take_step(Scope("manager", frozenset(), user_id=scope.user_id), ids, Step("explain", "alarm")) == []
    assert len(take_step(scope, ids[:1], Step("explain", "alarm"))) == 1
    with pytest.raises(NotAllowed, match="illegal_move"):
        take_step(scope, ids, CLOSE)
    assert [item.state for item in items(scope)] == ["explained", "open", "open"]
    take_step(scope, ids[:1], CLOSE)
    first = items(scope)[0]
    assert [(one.step, one.reason, one.measure, one.by) for one in first.reviews] == [
        ("explain", "alarm", None, "Maria"),
        ("close", None, "Ny rutin", "Maria"),
    ]
