"""How many see who comes, when and for which service: the steps as a table, and people laid for each channel."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
import time_machine

from backend.access.scope import Scope
from backend.cards.issue import card_for
from backend.devices.devices import pair
from backend.followup.seeing import Sees, as_far_as_said, shares
from backend.herself.seeing import by_unit
from schema import clock
from schema.db import db
from schema.tables import Device, UnitNotice
from tests.card.conftest import words
from tests.card.world import DAY, at
from tests.pairing.conftest import Homes, any_homes

__all__ = ["any_homes"]


@pytest.mark.parametrize(
    ("card", "device", "texts", "step"), [(0, 0, 0, 0), (1, 0, 0, 1), (1, 0, 2, 2), (3, 0, 1, 3), (0, 3, 0, 3)]
)
def test_the_most_that_any_channel_shows(card: int, device: int, texts: int, step: int) -> None:
    assert Sees(1, card, device, texts).step == step


@pytest.mark.parametrize(("level", "sayable", "seen"), [(3, True, 3), (3, False, 2), (2, False, 2), (0, False, 0)])
def test_a_service_without_a_word_is_not_seen(level: int, sayable: bool, seen: int) -> None:
    assert as_far_as_said(level, sayable=sayable) == seen


def test_units_are_counted_apart_and_all_means_all() -> None:
    found = shares([Sees(1, 3), Sees(1, 3), Sees(1, 1), Sees(2, 0, 3), Sees(9, 3)], [1, 2, 3])
    assert (found[1].people, found[1].steps, found[1].by_card, found[1].percent) == (3, (0, 1, 0, 2), 2, 66)
    assert (found[2].percent, found[2].by_device, found[3].percent) == (100, 1, None)


def one(homes: Homes, name: str, *, card: bool = False, **more) -> object:
    """Somebody in a home of her own."""
    home = homes.new_home(f"home-{name}")
    person = homes.new_person(name, home, **more)
    if card:
        card_for(home.id)
    return person


def furnish(homes: Homes) -> None:
    """Somebody for each way of seeing, and of not seeing."""
    yes = {"card_detail": "services", "card_consent_on": DAY}
    one(homes, "all", card=True, **yes)
    one(homes, "no-card", **yes)
    one(homes, "no-consent", card=True, card_detail="services")
    one(homes, "times", card=True)
    one(homes, "names", card=True, card_detail="names", card_consent_on=DAY)
    one(homes, "hidden", card=True, protected=True)
    one(homes, "gone", card=True, ended_on=DAY - timedelta(days=1), **yes)
    wordless = one(homes, "wordless", card=True, **yes)
    homes.services["dusch"].category = None
    homes.visit("w", at(12), at(13), services="dusch", person=wordless)
    nursed = one(homes, "nursed", card=True, **yes)
    homes.visit("n", at(12), at(13), services="insulin", person=nursed)
    for number, (name, detail, verified) in enumerate(
        [("texted", "services", True), ("texted-names", "names", True), ("unconfirmed", "services", False)]
    ):
        homes.give_number(one(homes, name, sms_detail=detail), f"+4670174061{number}", verified=verified)
    paired, waiting = one(homes, "paired"), one(homes, "waiting")
    for person, way in ((paired, "sms"), (waiting, "worker")):
        pair(person.id, way, None)
    db.session.commit()


def test_each_channel_as_it_stands(any_homes: Homes, staff) -> None:
    with time_machine.travel(at(9), tick=False):
        furnish(any_homes)
        scope = Scope("head", None)
        ((name, share),) = by_unit(scope, "times", sends=True)
        assert name == "Hemtjänst Norr"
        assert share.people == 13, "Elsa and twelve more: neither protected nor gone"
        assert (share.by_card, share.by_device, share.by_texts) == (1, 1, 1), "nursing stands on no card"
        assert Counter(dict(enumerate(share.steps))) == {0: 4, 1: 2, 2: 4, 3: 3}
        ((_, silent),) = by_unit(scope, "times", sends=False)
        assert silent.by_texts == 0
        ((_, open_hall),) = by_unit(scope, "services", sends=True)
        assert open_hall.by_card == 3, "whoever wished for nothing else sees it by the municipality's level"
        shadow = UnitNotice(unit_id=any_homes.unit.id, mode="shadow", recorded_at=clock.now())
        db.session.add(shadow)
        db.session.flush()
        ((_, held),) = by_unit(scope, "times", sends=True)
        assert (held.by_texts, held.steps[3]) == (0, 2)
        device = db.session.query(Device).filter_by(way="worker").one()
        device.seen_at = device.told_at = clock.now()
        db.session.flush()
        ((_, seen),) = by_unit(scope, "times", sends=True)
        assert seen.by_device == 2
        db.session.commit()
        page = words(staff("manager", ["norr"]).get("/chef/besked"))
        assert "Hemtjänst Norr 23 % 3 av 13" in page
