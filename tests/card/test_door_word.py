"""The word of the day: on her own device and on the worker's phone alike, never on the card that anybody can scan."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from notifications import door_word
from tests.card.conftest import look, words
from tests.card.world import DAY, at
from tests.pairing.conftest import homes, pair  # noqa: F401 - a fixture
from tests.people import Client

SAID = re.compile(r"dagens ord: (\w+)")


def test_each_thing_has_a_word_of_its_own_in_each_language():
    things = door_word._things()
    for language in ("sv", "fi", "en"):
        listed = [thing[language] for thing in things]
        assert len(set(listed)) == len(listed) > 100
        assert all(re.fullmatch(r"[a-zåäö]{2,12}", word) for word in listed), language


def test_a_word_is_of_one_visit_and_one_day(app):
    of_visits = {door_word.word(visit_id, DAY, "sv") for visit_id in range(200)}
    assert len(of_visits) > 60
    of_days = {door_word.word(1, DAY + timedelta(days=ahead), "sv") for ahead in range(200)}
    assert len(of_days) > 60
    assert door_word.word(7, DAY, "sv-simple") == door_word.word(7, DAY, "sv")


@pytest.mark.settings(card_disclosure="services")
def test_her_page_and_the_workers_phone_say_the_same_and_the_card_says_none(homes, app, staff):  # noqa: F811
    homes.visit("v1", at(12), at(13), workers="Sara")
    tomorrow = DAY + timedelta(days=1)
    homes.visit("v2", at(12, 0, tomorrow), at(13, 0, tomorrow), workers="Sara")
    with time_machine.travel(at(8, 31), tick=False):
        client, token = Client(app), homes.token()
        pair(client, token)
        hers = SAID.findall(words(client.get("/mitt")))
        sara = staff("worker", ["norr"], worker_id=homes.workers["Sara"].id)
        her_day = re.sub(r"<[^>]+>", "", sara.get("/personal").text)
        ali = staff("worker", ["norr"], worker_id=homes.workers["Ali"].id)
        assert "Dagens ord" not in ali.get("/personal").text
        assert SAID.findall(words(client.get(f"/mitt/{tomorrow}"))) == [], "tomorrow's word is for tomorrow"
    assert len(hers) == 1
    assert re.search(rf"Dagens ord\s*{hers[0]}\b", her_day)
    assert "agens ord" not in look(token).text
