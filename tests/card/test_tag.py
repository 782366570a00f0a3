"""The ETag: a 304 without rendering, right also when only time has passed, a setting or the plan has changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import current_app

from clients.recipient.tag import still_true, tag_of
from schema.db import db
from tests.card.conftest import look, words
from tests.card.world import at

NOON = at(12)


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ('W/"7.fi.{until}.abc"', True),
        ('"7.fi.{until}.abc"', True),
        ('"other", W/"7.fi.{until}.abc"', True),
        ('W/"8.fi.{until}.abc"', False),
        ('W/"7.sv.{until}.abc"', False),
        ('W/"7.fi.{until}.abd"', False),
        ('W/"7.fi.{past}.abc"', False),
        ('W/"7.fi.{now}.abc"', False),
        ('W/"7.fi.99999999999999.abc"', False),
        ('W/"7.fi.-1.abc"', False),
        ('W/"7.fi.²2.abc"', False),
        ("*", False),
        ("", False),
    ],
)
def test_still_true(tags, found):
    now = int(NOON.timestamp())
    text = tags.format(until=now + 60, past=now - 1, now=now)
    assert (still_true(text, 7, "fi", NOON, "abc") is not None) == found


def test_a_tag_says_until_when():
    assert tag_of(7, "", NOON, "abc") == f'W/"7..{int(NOON.timestamp())}.abc"'


def test_unchanged_is_304_and_carries_what_caches_need(any_world):
    any_world.visit("v1", at(12), at(12, 30))
    token = any_world.token()
    first = look(token)
    again = look(token, at(8, 32), If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy", "X-Content-Type-Options"):
        assert again.headers[name] == first.headers[name]
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert set(first.headers["Vary"].split(", ")) == {"Accept-Encoding", "Accept-Language", "Cookie"}


@pytest.mark.parametrize(
    ("seen", "later", "status"),
    [
        (at(12, 44), at(12, 44) + timedelta(seconds=59), 304),
        (at(12, 44), at(12, 45), 200),
        (at(8), at(8, 4) + timedelta(seconds=59), 304),
        (at(8), at(8, 5), 200),
        (at(23, 58), at(23, 59), 304),
        (at(23, 58), at(23, 59) + timedelta(minutes=1), 200),
    ],
)
def test_time_alone_ends_a_page(world, seen, later, status):
    world.visit("v1", at(12), at(12, 30))
    token = world.token()
    tag = look(token, seen).headers["ETag"]
    again = look(token, later, If_None_Match=tag)
    assert again.status_code == status
    if (seen, later) == (at(12, 44), at(12, 45)):
        assert "Vi tar reda på det" in words(again)


def test_a_new_version_ends_a_page(any_world):
    token = any_world.token()
    tag = look(token).headers["ETag"]
    any_world.home.version += 1
    db.session.commit()
    assert look(token, If_None_Match=tag).status_code == 200


def test_a_tag_holds_for_its_language_and_its_settings_only(world, make_app):
    token = world.token()
    tag = look(token).headers["ETag"]
    assert look(token, query="?lang=fi", If_None_Match=tag).status_code == 200
    prints = {current_app.extensions["card_renderer"].fingerprint}
    for changed in ({"card_disclosure": "names"}, {"municipality": "Annan"}):
        prints.add(make_app(**changed).extensions["card_renderer"].fingerprint)
    assert len(prints) == 3


def test_head_and_post(world):
    token = world.token()
    client = current_app.test_client(use_cookies=False)
    answer = client.head(f"/k/{token}")
    assert (answer.status_code, answer.data) == (200, b"")
    assert client.post(f"/k/{token}").status_code in (400, 405)


@pytest.mark.settings(public_url="https://vemkommer.example.se")
def test_the_short_way_insists_on_https_and_keeps_the_headers(world):
    token = world.token()
    client = current_app.test_client(use_cookies=False)
    assert client.get(f"/k/{token}").status_code in (301, 302)
    short = client.get(f"/k/{token}", headers={"X-Forwarded-Proto": "https"})
    long = client.get(f"/k/{token}", headers={"X-Forwarded-Proto": "https", "Cookie": "other=1"})
    assert short.status_code == long.status_code == 200
    assert dict(short.headers) == dict(long.headers)
    assert "Strict-Transport-Security" in short.headers


def test_a_worker_who_scans_is_led_to_her_own_page(world, staff):
    world.visit("v1", at(12), at(13))
    token = world.token()
    worker = staff("worker", ["norr"], worker_id=world.workers["Ali"].id)
    answer = worker.get(f"/k/{token}")
    assert (answer.status_code, answer.location) == (302, f"/personal/kort/{token}")
    assert staff("manager", ["norr"]).get(f"/k/{token}").status_code == 200
