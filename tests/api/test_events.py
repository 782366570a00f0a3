"""`POST /api/v1/events`: what is stored, what is refused and under which code, and what the outcome says."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from marshmallow import ValidationError
from sqlalchemy import func, select

from backend.visits.wire_event import NotUnderstood, read_event
from schema import clock
from schema.db import db
from schema.keyring import ring
from schema.tables import Card, Event, Execution, Recipient, VisitAlias
from schema.wire.events import EventSchema
from tests.api.conftest import System
from tests.visits.day import at
from tests.visits.town import Town

NEEDED = {"kind": "check_in", "visit_id": "a", "worker_id": "w1", "occurred_at": "2026-11-24T09:10:00+01:00"}


def event(**changes: Any) -> dict[str, Any]:
    """A sound event with changes; a change to None leaves the field out."""
    fields = {"event_id": str(uuid.uuid4()), **NEEDED, **changes}
    return {name: value for name, value in fields.items() if value is not None}


@pytest.fixture(autouse=True)
def _in_the_afternoon() -> Iterator[None]:
    with clock.standing_at(at("13:30")):
        yield


@pytest.fixture
def sender(system: Callable[..., System], town: Town) -> System:
    return system("events:write")


REFUSED = {
    "not an object": ("x", "not_an_object"),
    "no id": (event(event_id=""), "bad_event_id"),
    "no uuid": (event(event_id="17"), "bad_event_id"),
    "a number as id": (event(event_id=17), "bad_event_id"),
    "no kind": (event(kind=None), "missing_kind"),
    "another kind": (event(kind="checkin"), "unknown_kind"),
    "another method": (event(method="gps"), "unknown_method"),
    "a list as kind": (event(kind=["check_in"]), "unknown_kind"),
    "neither visit nor recipient": (event(visit_id=None), "missing_visit_or_recipient"),
    "no worker": (event(worker_id=None), "missing_worker_id"),
    "a number as worker": (event(worker_id=1), "bad_worker_id"),
    "a nought in an id": (event(visit_id="a\0"), "bad_visit_id"),
    "half a character": (event(note="\ud800"), "bad_note"),
    "unknown worker": (event(worker_id="w9"), "unknown_worker"),
    "unknown visit": (event(visit_id="z"), "unknown_visit"),
    "unknown recipient": (event(visit_id=None, recipient_id="r9"), "unknown_recipient"),
    "no time": (event(occurred_at=None), "missing_occurred_at"),
    "no zone": (event(occurred_at="2026-11-24T09:10:00"), "bad_occurred_at"),
    "a date": (event(occurred_at="2026-11-24"), "bad_occurred_at"),
    "25 o'clock": (event(occurred_at="2026-11-24T25:10:00Z"), "bad_occurred_at"),
    "seconds since 1970": (event(occurred_at=1795500000), "bad_occurred_at"),
    "year 1": (event(occurred_at="0001-01-01T00:00:00+14:00"), "time_out_of_range"),
    "year 9999": (event(occurred_at="9999-12-31T23:59:59-14:00"), "time_out_of_range"),
    "years away": (event(occurred_at="2024-11-24T09:10:00Z"), "time_out_of_range"),
    "three days ahead": (event(occurred_at="2026-11-27T14:00:00Z"), "time_out_of_range"),
}


@pytest.mark.parametrize("given, code", REFUSED.values(), ids=REFUSED)
def test_what_is_not_understood_is_refused_alone(sender: System, given: Any, code: str) -> None:
    sound = event()
    assert sender.send(given, sound) == [("rejected", code), ("accepted", None)]
    assert db.session.scalar(select(func.count(Event.id))) == 1


def test_a_refused_event_is_answered_with_its_id(sender: System) -> None:
    bad = event(worker_id="w9")
    result = sender.post("events", json={"events": [bad]}).json["results"][0]
    assert (result["event_id"], result["outcome"], bool(result["message"])) == (bad["event_id"], "rejected", True)
    assert sender.post("events", json={"events": [{}]}).json["results"][0]["event_id"] is None


def test_late_early_out_of_order_and_elsewhere_is_stored(sender: System, town: Town) -> None:
    events = [
        event(kind="check_out", occurred_at="2026-11-24T09:40:00.5+01:00"),
        event(occurred_at="2026-11-24t08:10:00z"),
        event(occurred_at="2025-01-24T03:00:00Z"),
        event(kind="note", note="ringde på", reason="kom inte in"),
        event(visit_id=None, recipient_id="r3", kind="arrived"),
    ]
    assert sender.send(*events) == [("accepted", None)] * 5
    assert town.state("a")[0] == "in_progress"  # the year-old check-in was never followed by a check-out
    assert town.state("d")[0] == "in_progress"
    note = db.session.scalars(select(Event).where(Event.kind == "note")).one()
    assert (note.reason, note.note) == ("other", "kom inte in\nringde på")


def test_visit_and_recipient_that_disagree_are_stored_on_the_visit_and_flagged(sender: System, town: Town) -> None:
    assert sender.send(event(recipient_id="r3")) == [("accepted", "recipient_mismatch")]
    assert sender.send(event(recipient_id="nobody")) == [("accepted", "recipient_mismatch")]
    assert {row.recipient_id for row in db.session.scalars(select(Event))} == {town.recipients["r1"]}


def test_cards_known_unknown_and_of_another_home(sender: System, town: Town) -> None:
    home_id = db.session.get_one(Recipient, town.recipients["r3"]).home_id
    db.session.add(Card(home_id=home_id, token_hash=ring().look_up("card", "t-1"), token="t-1", issued_at=at("08:00")))
    cards = ("t-1", "https://x.se/k/t-1", "nobody knows", None)
    assert sender.send(*(event(card=card, method=None) for card in cards)) == [("accepted", None)] * 4
    rows = db.session.scalars(select(Event).order_by(Event.id)).all()
    assert [row.card_home_id for row in rows] == [home_id, home_id, None, None]
    assert [row.method for row in rows] == ["qr", "qr", "qr", "app"]


def test_an_earlier_id_still_finds_its_visit(sender: System, town: Town) -> None:
    db.session.add(VisitAlias(source="plan", outside_id="old", visit_id=town.visits["a"]))
    assert sender.send(event(visit_id="old")) == [("accepted", None)]
    assert db.session.scalars(select(Execution.visit_id)).all() == [town.visits["a"]]


def test_ids_are_those_of_the_keys_source(system: Callable[..., System], town: Town) -> None:
    other = system("events:write", source="annat")
    assert other.send(event()) == [("rejected", "unknown_worker")]


def test_same_again_and_another_body(sender: System) -> None:
    one = event()
    assert sender.send(one, one, {**one, "kind": "check_out"}) == [
        ("accepted", None), ("replayed", None), ("conflict", "event_id_reused"),
    ]  # fmt: skip
    assert sender.send({**one, "occurred_at": "2026-11-24T08:10:00Z"}) == [("replayed", None)]  # the same instant
    assert sender.send({**one, "event_id": one["event_id"].upper()}) == [("replayed", None)]


ENVELOPES = {
    "no json": (b"{", 400, "bad_json"),
    "too deep": (b"[" * 200_000, 400, "bad_json"),
    "a list": (b"[]", 422, "bad_envelope"),
    "no events": (b"{}", 422, "bad_envelope"),
    "an empty list": (b'{"events": []}', 422, "bad_batch_size"),
    "501": (json.dumps({"events": [{}] * 501}).encode(), 422, "bad_batch_size"),
}


@pytest.mark.parametrize("body, status, code", ENVELOPES.values(), ids=ENVELOPES)
def test_envelopes(sender: System, body: bytes, status: int, code: str) -> None:
    answer = sender.post("events", data=body, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert (answer.json["status"], answer.json["code"]) == (status, code)


@pytest.mark.parametrize("given", [given for given, _ in REFUSED.values()] + [event(), event(method="nfc", note="å")])
def test_the_published_shape_never_refuses_what_is_understood(given: Any) -> None:
    """The hand-written reader may know more (years away, unknown ids), but is no stricter on shape than it says."""
    try:
        EventSchema().load(given)
        fits = True
    except (ValidationError, OverflowError):
        fits = False
    try:
        read_event(given, at("13:30"))
        understood = True
    except NotUnderstood as fault:
        understood = False
        assert not fits or fault.code in (
            "missing_visit_or_recipient", "time_out_of_range", "bad_visit_id", "bad_note"
        )  # fmt: skip
    assert fits or not understood
