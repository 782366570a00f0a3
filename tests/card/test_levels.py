"""How much a card shows: the municipality's level, her wish, her consent, and never nursing."""

from __future__ import annotations

from datetime import date

import pytest
from flask import current_app

from backend.cards.facts import NAMES, SERVICES, TIMES, level_of
from schema import clock
from schema.db import db
from schema.tables import Trail
from tests.card.conftest import look, words
from tests.card.world import DAY, at

YES, LATER = date(2026, 11, 1), date(2026, 12, 1)
LEVELS = [
    ("times", None, None, TIMES),
    ("times", None, YES, TIMES),
    ("times", "names", YES, NAMES),
    ("times", "services", YES, SERVICES),
    ("times", "services", DAY, SERVICES),
    ("times", "services", None, TIMES),
    ("times", "services", LATER, TIMES),
    ("names", "services", None, NAMES),
    ("services", None, None, SERVICES),
    ("services", "times", None, TIMES),
    ("services", "names", YES, NAMES),
    ("names", "what", YES, NAMES),
]


@pytest.mark.parametrize(("setting", "wish", "consent", "level"), LEVELS)
def test_level(setting, wish, consent, level):
    assert level_of(setting, wish, consent, DAY) == level


@pytest.mark.parametrize(
    ("wish", "shown", "hidden"),
    [
        (None, ["Mellan klockan 12 och 13"], ["Sara", "Vårdbiträde", "Lunchdags"]),
        ("names", ["Sara", "Vårdbiträde"], ["Lunchdags"]),
        ("services", ["Sara", "Lunchdags"], ["lunch "]),
    ],
)
def test_page_at_each_level(any_world, wish, shown, hidden):
    any_world.person.card_detail, any_world.person.card_consent_on = wish, YES
    visit = any_world.visit("v1", at(12), at(13), workers="Sara")
    any_world.change(visit, at(7), worker_ids=(any_world.workers["Ali"].id,))
    any_world.yesterday("Ali")
    page = words(look(any_world.token()))
    assert [one for one in shown if one not in page] == []
    assert [one for one in [*hidden, "Efternamn", "Elsa", "Hemliga gatan"] if one in page] == []
    assert ("Ali" in page) == (wish is not None)


@pytest.mark.settings(card_disclosure="services")
def test_nursing_is_never_shown_nor_told_by_a_title(any_world):
    any_world.visit("v1", at(12), at(13), services="insulin", workers="Sara")
    any_world.visit("v2", at(14), at(15), services="insulin", workers="Hemlig")
    any_world.visit("v3", at(16), at(17), services="insulin lunch", workers="Ali")
    mixed = any_world.visit("v4", at(18), at(19), services="lunch", workers="Ali")
    any_world.change(mixed, at(7), service_ids=(any_world.services["lunch"].id, any_world.services["insulin"].id))
    answer = look(any_world.token())
    page = words(answer)
    for secret in ("nsulin", "juksköterska", "Vårdbiträde", "Ändrat"):
        assert secret not in page
    assert "Mellan klockan 12 och 13 S Sara" in page
    assert "Någon från hemtjänsten" in page
    assert page.count("Lunchdags") == 2


@pytest.mark.settings(card_disclosure="services")
def test_a_couple_reads_one_list_each_at_her_own_level(any_world):
    other = any_world.new_person("arne", any_world.home, card_detail="times", language="fi", name="Arne Hemlighet")
    any_world.visit("v1", at(12), at(13), workers="Sara")
    any_world.visit("v2", at(14), at(15), workers="Ali", person=other)
    page = words(look(any_world.token()))
    assert "Sara" in page
    assert "Mellan klockan 14 och 15" in page
    assert "Ali" not in page
    assert "Hemlighet" not in page


def test_one_of_a_couple_may_end_and_the_other_keeps_the_card(world):
    other = world.new_person("arne", world.home)
    world.visit("v1", at(12), at(13))
    world.visit("v2", at(14), at(15), person=other)
    token = world.token()
    world.person.ended_on = date(2026, 11, 23)
    page = words(look(token))
    assert "14 och 15" in page
    assert "12 och 13" not in page


def _wrong(world, token):
    return "x" + token


def _revoked(world, token):
    from backend.cards.issue import revoke

    assert revoke(world.home.id) == 1
    return token


def _rotated(world, token):
    from backend.cards.issue import home_of, rotate

    new = rotate(world.home.id)
    assert new not in (None, token)
    assert (home_of(new), home_of(token)) == (world.home.id, None)
    return token


def _ended(world, token):
    world.person.ended_on = date(2026, 11, 23)
    return token


def _protected(world, token):
    world.person.protected = True
    return token


def _taken_back(world, token):
    world.person.revision = 0
    return token


@pytest.mark.parametrize("spoil", [_revoked, _rotated, _ended, _protected, _taken_back])
def test_every_card_that_shows_nothing_gives_one_page(any_world, spoil):
    from backend.cards.issue import home_of

    any_world.visit("v1", at(12), at(13))
    token = any_world.token()
    assert home_of(token) == any_world.home.id
    tag = look(token).headers["ETag"]
    nobody = look(_wrong(any_world, token))
    with clock.standing_at(at(8)):
        spoiled = spoil(any_world, token)
        db.session.commit()
        assert home_of(spoiled) is None
    answer = look(spoiled)
    assert nobody.status_code == answer.status_code == 404
    assert (nobody.data, list(nobody.headers)) == (answer.data, list(answer.headers))
    assert "Provkommun" in answer.text
    if spoil in (_revoked, _rotated):
        assert look(token, If_None_Match=tag).status_code == 404


def test_a_protected_home_is_issued_no_card(world):
    from backend.cards.issue import card_for

    world.person.protected = True
    db.session.flush()
    assert card_for(world.home.id) is None


def test_a_look_changes_nothing_but_the_trail(any_world):
    any_world.visit("v1", at(12), at(13))
    token = any_world.token()
    views = current_app.extensions["card_views"]
    tag = look(token).headers["ETag"]
    for _ in range(3):
        assert look(token, If_None_Match=tag).status_code == 304
    assert db.session.query(Trail).count() == 0
    db.session.commit()
    assert views.flush() == 1
    row = db.session.query(Trail).one()
    assert (row.recipient_id, row.role, row.action, row.what) == (any_world.person.id, "card", "read", "recipient.card")
    assert (row.at, row.address, row.card_id is not None, len(row.digest)) == (at(8, 31), "127.0.0.1", True, 64)
    db.session.commit()
    look(token, at(8, 46), If_None_Match=tag)
    look(token, at(8, 47))
    assert views.flush() == 2
