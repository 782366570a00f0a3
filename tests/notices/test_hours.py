"""Clock changes, a clock set back or forward, a worker asleep for a day: nothing stale leaves, nothing leaves twice."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from notifications import drafts, outbox
from notifications.channels.carriers import Carriers
from notifications.drafts import Draft
from notifications.going import after_quiet
from notifications.states import State
from schema import clock
from schema.db import db
from schema.tables import Message
from tests.fake_twilio import FakeTwilio
from tests.notices.town import Town, at, number

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def write(key: str, expires_at: datetime, place: int = 5) -> None:
    drafts.write([Draft(key, "alert", None, number(place), f"h{place}", "sv", key, expires_at)])
    db.session.commit()


def state(key: str) -> tuple[str, str | None]:
    db.session.expire_all()
    message = next(one for one in db.session.scalars(select(Message)) if one.body == key)
    return message.state, message.reason


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_on_the_day_of_a_clock_change_the_list_goes_once_and_ends_at_noon_by_the_wall(
    live: Flask, fake_twilio: FakeTwilio, day: date
) -> None:
    town = Town()
    elsa = town.recipient("Elsa", number(5))
    begins = clock.instant(day, time(9))
    town.visit(elsa, begins, begins + timedelta(hours=4))
    db.session.commit()
    for minutes in range(0, 180, 30):
        jobs.once("morning_list", clock.instant(day, time(5, 30)) + timedelta(minutes=minutes))
    (told,) = fake_twilio.to(number(5))
    assert "kl 9-13" in told
    message = db.session.scalars(select(Message)).one()
    assert clock.local(message.expires_at).time() == time(12)


@pytest.mark.parametrize(
    ("day", "at_night", "hours"), [(SPRING, time(1, 30), 4), (AUTUMN, time(1, 30), 6), (AUTUMN, time(2, 30), 5)]
)
def test_quiet_hours_end_by_the_wall(day: date, at_night: time, hours: int) -> None:
    """From 01:30 to 06:30 are five hours, four in spring, six in autumn."""
    began = clock.instant(day, at_night)
    assert after_quiet(began) - began == timedelta(hours=hours)


def test_a_clock_set_back_sends_nothing_twice_and_nothing_stale(live: Flask, fake_twilio: FakeTwilio) -> None:
    with clock.standing_at(at(9)):
        write("a", at(12))
        write("stale", at(9, 30), place=6)
    assert jobs.once("deliver", at(9)) == {"sent": 2}
    with clock.standing_at(at(10)):
        write("b", at(10, 30), place=7)
    jobs.once("deliver", at(10, 31))
    assert state("b") == ("expired", "too_late")
    for minute in (0, 30, 59):
        assert jobs.once("deliver", at(9, minute)) == {}, "the clock was set back an hour and a half"
        assert jobs.once("sweep", at(9, minute)) == {}
    assert len(fake_twilio.accepted) == 2


def test_a_clock_set_forward_during_a_call_gives_nothing_up_at_once(live: Flask, fake_twilio: FakeTwilio) -> None:
    with clock.standing_at(at(9)):
        write("a", at(12))
        (claimed,) = outbox.claim(1)
        db.session.commit()
    assert jobs.once("sweep", at(9, 20)) == {"swept": 1}, "by the clock the call is twenty minutes old"
    assert jobs.once("sweep", at(9, 22)) == {}, "and is asked for, not given up"
    carriers = Carriers(live.extensions["settings"])
    with clock.standing_at(at(9, 22)):
        outcome = carriers.send(claimed)
        assert outbox.settle(claimed.id, claimed.attempts, outcome)
        db.session.commit()
    jobs.once("deliver", at(9, 40))
    assert (state("a"), len(fake_twilio.accepted)) == (("sent", None), 1)


def test_a_worker_that_slept_a_day_sends_nothing(live: Flask, fake_twilio: FakeTwilio) -> None:
    """It claimed two messages; another took it for dead, asked for them, and sent the one that was still worth it."""
    with clock.standing_at(at(9)):
        write("a", at(9) + timedelta(days=2))
        write("stale", at(12), place=6)
        claimed = outbox.claim(2)
        db.session.commit()
    jobs.once("sweep", at(9, 11))
    assert jobs.once("sweep", at(9, 17)) == {"queued": 2}
    assert jobs.once("deliver", at(13)) == {"expired": 1, "sent": 1}
    slept = [outbox.Claimed(**{**vars(one), "claimed_steady": clock.steady() - 86_400}) for one in claimed]
    carriers = Carriers(live.extensions["settings"])
    with clock.standing_at(at(9) + timedelta(days=1)):
        for one in slept:
            outcome = carriers.send(one)
            assert (outcome.state, outcome.reason) == (State.QUEUED, "slept")
            assert not outbox.settle(one.id, one.attempts, outcome), "it has gone on since"
        db.session.commit()
    jobs.once("deliver", at(9) + timedelta(days=1))
    assert (state("a")[0], state("stale")) == ("sent", ("expired", "too_late"))
    assert [one["body"] for one in fake_twilio.accepted] == ["a"]


def test_the_answer_to_a_call_that_was_given_up_comes_late_and_is_heard(live: Flask, fake_twilio: FakeTwilio) -> None:
    with clock.standing_at(at(9)):
        write("a", at(12))
        (claimed,) = outbox.claim(1)
        db.session.commit()
    jobs.once("sweep", at(9, 11))
    jobs.once("sweep", at(9, 17))
    assert state("a") == ("queued", "never_accepted")
    with clock.standing_at(at(9, 17)):
        assert outbox.settle(claimed.id, claimed.attempts, Carriers(live.extensions["settings"]).send(claimed))
        db.session.commit()
    assert jobs.once("deliver", at(9, 18)) == {}
    assert (state("a"), len(fake_twilio.accepted)) == (("sent", None), 1)
