"""What a stranger learns from a card's address that she should not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from backend.cards import issue
from schema import clock
from schema.db import db
from tests.card.conftest import look
from tests.card.world import DAY, World, at


@pytest.fixture
def any_world(any_app: Flask) -> World:
    """The small day."""
    with clock.standing_at(at(6)):
        return World()


def made_up(tag: str) -> str:
    """A tag as the service makes them, for a page that stays true for ever."""
    version, asked, _, fingerprint = tag.removeprefix('W/"').strip('"').split(".")
    return f'W/"{version}.{asked}.99999999999.{fingerprint}"'


@pytest.mark.parametrize("why", ["revoked", "protected", "ended"])
def test_a_closed_card_is_as_a_wrong_one_whatever_the_tag(any_world: World, why: str) -> None:
    any_world.visit("v", at(9), at(10))
    token = any_world.token()
    tag = made_up(look(token).headers["ETag"])
    if why == "revoked":
        issue.revoke(any_world.home.id)
    elif why == "protected":
        any_world.person.protected = True
    else:
        any_world.person.ended_on = DAY - timedelta(days=1)
    db.session.commit()
    closed, wrong = look(token, If_None_Match=tag), look("no-such-card", If_None_Match=tag)
    assert closed.status_code == wrong.status_code == 404
    assert closed.data == wrong.data
    assert closed.headers["X-Robots-Tag"] == "noindex", "an address that was let slip is not for search engines"
    assert sorted(closed.headers) == sorted(wrong.headers)


def test_a_card_tag_still_saves_the_page_on_the_last_day(any_world: World) -> None:
    any_world.visit("v", at(9), at(10))
    any_world.person.ended_on = date(DAY.year, DAY.month, DAY.day)
    token = any_world.token()
    assert look(token, If_None_Match=look(token).headers["ETag"]).status_code == 304


def test_who_wants_no_name_has_no_colour_of_her_own(any_app: Flask) -> None:
    from backend.cards.facts import NAMES, Hall, Person, Plan, Visit, Who
    from clients.ui.day.page import page_of
    from clients.ui.day.people import COLOURS

    def colour(worker_id: int, name: str) -> int:
        plan = Plan(at(9), at(10), 30, False, (Who(worker_id, name, "Vårdbiträde"),), ())
        visit = Visit(1, 1, DAY, NAMES, plan, "planned", None, None, None, (), None)
        page = page_of(Hall(1, 1, 1, (Person(1, "sv", NAMES, False),), "Norr", None), (visit,), "sv", at(8))
        return page.first[0][2].who[0].colour

    assert {colour(number, "") for number in range(8)} == {0}
    assert len({colour(number, "Ali") for number in range(8)}) == COLOURS
