"""Limits: per address, account and token, the same for every process, and never on those who guess nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Thread

import pytest
import time_machine
from flask import current_app
from sqlalchemy import func, select

from backend.access import limit
from backend.access.limit import RULES, TooMany
from backend.jobs import once
from schema import clock
from schema.db import db
from schema.tables import Trail
from tests.api.conftest import System
from tests.apps import assemble, dispose


def _tries(what: str, *subject: object) -> int:
    """How many tries there are until one is too many."""
    for number in range(1_000):
        try:
            limit.attempt(what, *subject)
        except TooMany:
            return number
    raise AssertionError("never too many")


def test_each_subject_has_its_own_count_and_is_forgiven(any_app):
    assert _tries("code_tried", "ticket") == 5
    assert _tries("code_tried", "other") == 5
    limit.forgive("code_tried", "ticket")
    assert _tries("code_tried", "ticket") == 5


def test_it_holds_over_processes_and_threads(any_app):
    second = assemble(any_app.extensions["settings"])
    passed = []

    def knock(app):
        with app.app_context():
            passed.append(_tries("sign_in_address", "192.0.2.1"))

    threads = [Thread(target=knock, args=(app,)) for app in (any_app, second) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    dispose(second)
    assert sum(passed) == 60


def test_a_window_ends(any_app):
    assert _tries("code_tried", "ticket") == 5
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert _tries("code_tried", "ticket") == 5


def test_ended_counts_are_let_go(any_app):
    """Each address that anybody types has a row: they would pile up for ever."""
    for number in range(3):
        limit.attempt("sign_in_account", f"a{number}@example.se")
    limit.attempt("code_asked_day", "+46701740605")
    assert once("limits", clock.now() + timedelta(minutes=16)) == {"forgotten": 3}
    assert once("limits", clock.now() + timedelta(hours=25)) == {"forgotten": 1}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True), ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
     ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False), ("::ffff:192.0.2.1", "192.0.2.1", True),
     ("192.0.2.1", "192.0.2.2", False), ("a::b@example.se", "a::c@example.se", False)],
)  # fmt: skip
def test_an_address_of_ipv6_is_its_network(app, one, other, alike):
    assert _tries("sign_in_address", one) == 60
    assert (_tries("sign_in_address", other) == 0) is alike


def test_counts_say_nothing_of_whom(app):
    limit.attempt("sign_in_account", "chef@example.se")
    counts = current_app.extensions["limit_counts"]
    with counts._connected() as connection:
        keys = connection.exec_driver_sql("SELECT key FROM limit_count").scalars().all()
    assert len(keys) == 1
    assert "chef" not in keys[0]


def test_who_shows_many_wrong_cards_is_told_to_wait_and_the_right_card_still_opens(client, lived_in):
    answers = [client.get(f"/k/wrong{number}") for number in range(31)]
    assert [answer.status_code for answer in answers] == [404] * 30 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 600
    assert re.search(r"För många försök.*Försök igen om \d+ minuter\. Ring", answers[-1].text, re.DOTALL)
    assert client.get(f"/k/{lived_in}").status_code == 200, "a whole house may share one address"
    current_app.extensions["card_views"].flush()
    wrong = select(func.count()).where(Trail.action == "refused", Trail.what == "recipient.card")
    assert db.session.scalar(wrong) == 30


def test_one_card_is_not_hammered(client, lived_in):
    most = int(RULES["card_token"].split()[0])
    statuses = [client.get(f"/k/{lived_in}").status_code for _ in range(most + 10)]
    assert statuses[:most] == [200] * most
    assert statuses[most + 9] == 429


def test_wrong_keys_are_counted_and_right_ones_not(app):
    system = System(app, "visits:read")
    wrong = {"Authorization": "Bearer vk_wrong"}
    answers = [system.client.get("/api/v1/visits", headers=wrong) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [401] * 30 + [429]
    assert answers[-1].json["code"] == "too_many_requests"
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert system.get("visits").status_code == 200


@pytest.mark.parametrize(
    "reason, headers", [("key_unknown", {"Authorization": "Bearer vk_wrong"}), ("scope_missing", {})]
)
def test_a_refused_key_leaves_a_row(app, reason, headers):
    system = System(app, "gaps:read")
    system.client.get("/api/v1/visits", headers=headers or system.headers)
    row = db.session.scalars(select(Trail)).one()
    assert (row.action, row.reason, row.api_key_id is None) == ("refused", reason, reason == "key_unknown")


def test_counts_that_are_away_refuse_nobody(app, caplog, monkeypatch, tmp_path):
    monkeypatch.setattr(current_app.extensions["limit_counts"], "_url", f"sqlite:///{tmp_path}/nowhere/x.db")
    for _ in range(20):
        limit.attempt("code_tried", "ticket")
    assert "limits cannot be counted" in caplog.text
