"""What the page says of a visit in each state, and what it no longer says when time has passed."""

from __future__ import annotations

import re

import pytest

from schema.db import db
from tests.card.conftest import look, words
from tests.card.world import DAY, at

pytestmark = pytest.mark.settings(card_disclosure="services")
WINDOW = (at(8), at(8, 30))


def _nothing(world, visit):
    return None


def _here(world, visit):
    world.came(visit, "Sara", at(8, 12))


def _done(world, visit):
    world.came(visit, "Sara", at(8, 12), at(8, 30))


def _status(name):
    return lambda world, visit: setattr(visit, "status", name)


def _delayed(world, visit):
    visit.expected_at = at(8, 48)


STATES = [
    (_nothing, at(7), "Nästa besök Mellan klockan 8 och 8.30", "Vi tar reda på det"),
    (_nothing, at(8, 44), "Nästa besök Mellan klockan 8 och 8.30", "Vi tar reda på det"),
    (_nothing, at(8, 45), "Inget besked Mellan klockan 8 och 8.30 Vi har inte hört något om besöket än. Vi "
     "tar reda på det.", "Nästa besök"),
    (_delayed, at(7), "Försenat ungefär 20 minuter. Vi räknar med att komma omkring klockan 8.50.", "Inget besked"),
    (_delayed, at(9, 2), "Försenat ungefär 20 minuter.", "Inget besked"),
    (_delayed, at(9, 3), "Vi har inte hört något om besöket än.", "Försenat"),
    (_here, at(8, 13), "Nu Sara är hos dig sedan klockan 8.12", "Mellan klockan 8"),
    (_here, at(9, 41), "Sara är hos dig sedan klockan 8.12", "Tidigare"),
    (_here, at(9, 42), "Tidigare i dag Mellan klockan 8 och 8.30 Sara kom klockan 8.12.", "är hos dig sedan"),
    (_done, at(12), "Klart. Sara var här. Planerat Mellan klockan 8 och 8.30, 30 minuter Blev Klockan 8.12 "
     "till 8.30, 18 minuter", "Nästa besök"),
    (_status("done"), at(12), "Gjordes tillsammans med ett annat besök.", "Nästa besök"),
    (_status("missed"), at(12), "Blev inte av Mellan klockan 8 och 8.30 Besöket blev inte av, så vitt vi vet. Ring oss",
     "Nästa besök"),
    (_status("cancelled"), at(7), "Senare i dag Mellan klockan 8 och 8.30 Besöket är inställt.", "Nästa besök"),
    (_status("cancelled"), at(9), "Tidigare i dag Mellan klockan 8 och 8.30 Besöket är inställt.", "Senare"),
    (_status("absent"), at(12), "Vi har noterat att ingen var hemma. Ring oss om det är fel.", "Klart"),
    (_status("declined"), at(12), "Vi har noterat att du tackade nej. Ring oss om det är fel.", "Klart"),
]  # fmt: skip


@pytest.mark.parametrize(("happens", "when", "said", "unsaid"), STATES)
def test_state(world, happens, when, said, unsaid):
    happens(world, world.visit("v1", *WINDOW))
    page = words(look(world.token(), when))
    assert said in page
    assert unsaid not in page


def test_order_is_now_then_next_then_the_rest_then_what_is_done(any_world):
    any_world.came(any_world.visit("v1", at(6), at(6, 30)), "Ali", at(6, 5), at(6, 20))
    any_world.came(any_world.visit("v2", at(8), at(8, 30)), "Sara", at(8, 12))
    any_world.visit("v3", at(12), at(12, 30))
    any_world.visit("v4", at(17), at(18))
    page = words(look(any_world.token()))
    found = ["018-123 45 67", "Nu Sara", "Nästa besök Mellan klockan 12", "Senare i dag Mellan klockan 17", "Tidigare"]
    assert [page.index(one) for one in found] == sorted(page.index(one) for one in found)
    assert "Uppdaterad klockan 8.31" in page


def test_a_day_without_visits_says_so(world):
    assert "Inga besök i dag" in words(look(world.token()))


def test_after_the_last_visit_no_more_are_promised(world):
    world.came(world.visit("v1", *WINDOW), "Ali", at(8), at(8, 20))
    assert "Inga fler besök i dag" in words(look(world.token(), at(12)))


def test_nights(any_world):
    """After midnight is another day; who came yesterday and is still here is shown, and who is still expected."""
    before = DAY.replace(day=23)
    any_world.came(any_world.visit("v1", at(23, 30, before), at(23, 50, before)), "Ali", at(23, 45, before))
    any_world.visit("v2", at(23, 40, before), at(0, 20), workers="Sara")
    any_world.visit("v3", at(0, 30, DAY.replace(day=25)), at(1, 0, DAY.replace(day=25)))
    page = words(look(any_world.token(), at(0, 5)))
    assert "Ali är hos dig sedan klockan 23.45" in page
    assert "Mellan klockan 23.40 och 0.20" in page
    assert "0.30" not in page


def test_first_time_is_said_of_a_known_home_only(any_world):
    any_world.visit("v1", *WINDOW, workers="Sara")
    any_world.visit("v2", at(12), at(13), workers="Ali")
    assert "Första gången" not in words(look(any_world.token()))
    any_world.yesterday("Ali")
    page = words(look(any_world.token()))
    assert "Sara Vårdbiträde. Första gången hos dig." in page
    assert page.count("Första gången") == 1


CHANGES = [
    ({"worker_ids": "Ali"}, "Sara kommer i stället för Ali."),
    ({"window_start_at": at(9), "window_end_at": at(10)}, "Ny tid. Förut: mellan klockan 9 och 10."),
    ({"duration_minutes": 45}, "Besöket är nu planerat till 30 minuter, förut 45."),
    ({"service_ids": "dusch"}, "Det som ska göras är ändrat."),
    ({"cancelled": True}, "Besöket blir av igen."),
    ({}, "Besöket är nytt i dag."),
]


@pytest.mark.parametrize(("was", "said"), CHANGES)
def test_what_changed_today_and_when(world, was, said):
    visit = world.visit("v1", at(12), at(13), workers="Sara")
    was = dict(was)
    if "worker_ids" in was:
        was["worker_ids"] = (world.workers["Ali"].id,)
    if "service_ids" in was:
        was["service_ids"] = (world.services["dusch"].id,)
    world.change(visit, at(7, 40), **was)
    assert f"Ändrat klockan 7.40. {said}" in words(look(world.token()))


def test_what_was_taken_back_or_changed_back_or_earlier_is_not_told(any_world):
    undone = any_world.visit("v1", at(12), at(13), workers="Sara")
    any_world.change(undone, at(7), duration_minutes=45)
    any_world.run.undone_at = at(7, 30)
    assert "Ändrat" not in words(look(any_world.token()))
    any_world.run.undone_at = None
    assert "Ändrat klockan 7" in words(look(any_world.token()))
    before = any_world.visit("v2", at(14), at(15))
    any_world.change(before, at(20, 0, DAY.replace(day=23)), duration_minutes=45)
    assert words(look(any_world.token())).count("Ändrat") == 1


def test_a_visit_taken_back_is_hidden(world):
    world.visit("v1", *WINDOW).revision = 0
    db.session.flush()
    assert "Inga besök i dag" in words(look(world.token()))


TOMORROW = DAY.replace(day=25)


def _moved(world, when=None, **more):
    visit = world.visit("v1", at(10, 0, TOMORROW), at(0, 0, TOMORROW.replace(day=26)), workers="Sara", **more)
    world.change(visit, when or at(7, 40), date=DAY, window_start_at=at(14), window_end_at=at(15), cancelled=False)
    world.visit("v2", at(16), at(17))
    return visit


def test_a_visit_moved_to_another_day_still_stands_as_moved(any_world):
    _moved(any_world)
    page = words(look(any_world.token(), at(8)))
    assert (
        "Senare i dag Mellan klockan 14 och 15 Ändrat klockan 7.40. Besöket är flyttat till onsdag 25 november, "
        in page
    )
    assert "mellan klockan 10 och midnatt." in page
    assert page.count("flyttat") == 1
    assert "Nästa besök Mellan klockan 16 och 17" in page
    late = words(look(any_world.token(), at(15, 0)))
    assert "Tidigare i dag Mellan klockan 14 och 15 Besöket är flyttat till onsdag" in late


def test_what_was_moved_and_then_called_off_is_called_off(world):
    _moved(world, status="cancelled")
    page = words(look(world.token(), at(8)))
    assert "Mellan klockan 14 och 15 Ändrat klockan 7.40. Besöket är inställt." in page
    assert "flyttat" not in page


def test_what_was_moved_yesterday_or_moved_back_is_not_told(any_world):
    _moved(any_world, at(20, 0, DAY.replace(day=23)))
    assert "flyttat" not in words(look(any_world.token(), at(8)))


def test_what_another_day_had_was_not_moved_from_this_one(world):
    visit = world.visit("v1", at(10, 0, TOMORROW), at(11, 0, TOMORROW))
    world.change(visit, at(7, 40), date=TOMORROW, window_start_at=at(14, 0, TOMORROW))
    assert "Inga besök i dag" in words(look(world.token(), at(8)))


def test_a_window_that_ends_at_midnight_ends_at_midnight(world):
    world.visit("v1", at(23, 30), at(0, 0, TOMORROW))
    assert "Mellan klockan 23.30 och midnatt" in words(look(world.token(), at(20)))


def test_nobody_is_pointed_out_for_a_visit_that_did_not_happen(world):
    world.visit("v1", *WINDOW, workers="Sara", status="missed")
    page = words(look(world.token(), at(12)))
    assert "Blev inte av" in page
    assert "Sara" not in page


def test_a_visit_that_is_off_stands_in_its_place_until_its_time_is_over(world):
    """What she was granted to be without is to come, not over; nothing can be said of it, and nobody is named."""
    world.visit("v1", at(12), at(13), workers="Sara", status="declined")
    world.visit("v2", at(18), at(19), workers="Ali")
    token = world.token()
    page = look(token, at(9))
    assert words(page).index("Besöket är avbokat. Ingen kommer då.") > words(page).index("Senare i dag")
    assert "Tidigare i dag" not in page.text
    assert page.text.count("/besok/") == 0
    after = words(look(token, at(13, 1)))
    assert "Tidigare i dag Mellan klockan 12 och 13 Vi har noterat att du tackade nej." in after


def test_what_is_just_over_lies_open(world):
    world.came(world.visit("v1", at(8), at(9), workers="Sara"), "Sara", at(8, 5), at(8, 30))
    world.visit("v2", at(18), at(19), workers="Ali")
    token = world.token()
    for hour, opened in ((9, True), (12, False)):
        page = look(token, at(hour)).text
        assert (re.search(r'id="tidigare" open', page) is not None) is opened
