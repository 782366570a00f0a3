"""How well she knows who comes: how often, when last, her key worker; nothing of the kind for who wants no name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from backend.cards.statements import MANY
from clients.ui.day.people import past_day
from clients.ui.speech import say_in
from schema.db import db
from schema.tables import Execution
from tests.card.conftest import look, words
from tests.card.world import DAY, add, at


def was_here(world, worker: str, *days_ago: int) -> None:
    """Unplanned visits on earlier days."""
    for ago in days_ago:
        day = DAY - timedelta(days=ago)
        fields = {"check_in_at": at(10, 0, day), "check_out_at": at(10, 20, day), "method": "qr"}
        add(Execution(recipient_id=world.person.id, worker_id=world.workers[worker].id, unit_id=world.unit.id,
                      date=day, **fields))  # fmt: skip


@pytest.fixture
def named(any_world):
    any_world.person.card_detail, any_world.person.card_consent_on = "services", DAY
    return any_world


@pytest.mark.parametrize(
    ("days_ago", "said"),
    [
        ([30], "Har varit hos dig en gång, den 25 oktober."),
        ([1], "Har varit hos dig en gång, i går."),
        ([40, 5], "Har varit hos dig 2 gånger, senast i torsdags."),
        ([40, 7], "Har varit hos dig 2 gånger, senast den 17 november."),
        ([400], "Har varit hos dig en gång, den 20 oktober 2025."),
        (range(2, MANY + 4), "Har varit hos dig mer än 100 gånger, senast i söndags."),
    ],
)
def test_how_often_and_when_last(named, days_ago, said):
    was_here(named, "Sara", *days_ago)
    named.visit("v1", at(12), at(13), workers="Sara")
    assert f"Sara Vårdbiträde. {said}" in words(look(named.token()))


def test_this_visit_itself_does_not_count_and_one_who_is_new_is_said_to_be(named):
    was_here(named, "Sara", 3)
    here = named.visit("v1", at(8), at(9), workers="Sara Ali")
    named.came(here, "Sara", at(8, 5))
    named.came(here, "Ali", at(8, 6))
    page = words(look(named.token()))
    assert "Har varit hos dig en gång, i lördags." in page
    assert "Ali Undersköterska. Första gången hos dig." in page


def test_who_wants_no_name_is_told_apart_by_nothing(named):
    was_here(named, "Hemlig", 3, 4)
    named.person.key_worker_id = named.workers["Hemlig"].id
    named.visit("v1", at(12), at(13), workers="Hemlig")
    page = words(look(named.token()))
    assert "Sjuksköterska" in page
    assert [one for one in ("gånger", "Första", "omsorgskontakt") if one in page] == []


def test_a_card_at_names_tells_of_no_other_day(named):
    was_here(named, "Sara", 1, 5)
    named.visit("v1", at(12), at(13), workers="Sara")
    named.visit("v2", at(14), at(15), workers="Ali")
    named.person.card_detail = "names"
    page = words(look(named.token()))
    assert "Har varit" not in page
    assert page.count("Första gången hos dig") == 1, "that somebody is new is of today"


def test_her_key_worker_is_marked_where_names_are_shown(named):
    named.person.key_worker_id = named.workers["Sara"].id
    named.visit("v1", at(12), at(13), workers="Sara")
    named.visit("v2", at(14), at(15), workers="Ali")
    page = words(look(named.token()))
    assert page.count("Din fasta omsorgskontakt") == 1
    named.person.card_detail = "times"
    db.session.commit()
    assert "omsorgskontakt" not in words(look(named.token()))


@pytest.mark.parametrize(
    ("language", "days", "said"),
    [
        ("sv", 0, "i dag"), ("sv", 2, "i söndags"), ("sv", 6, "i onsdags"), ("sv", 9, "den 15 november"),
        ("fi", 1, "eilen"), ("fi", 2, "sunnuntaina"), ("fi", 9, "15. marraskuuta"),
        ("en", 0, "today"), ("en", 2, "on Sunday"), ("en", 9, "on 15 November"),
    ],
)  # fmt: skip
def test_a_day_gone_by_in_each_language(language, days, said):
    assert past_day(DAY - timedelta(days=days), date(2026, 11, 24), language, say_in(language)) == said
