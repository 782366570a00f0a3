"""What arises is announced with its cause, and told to whom it concerns: on both databases, through the fake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from backend import jobs
from backend.access.unit_of_work import committed
from backend.intake import events
from schema import clock
from schema.db import db
from schema.tables import Announcement, Message, NoticeWish, UnitNotice
from tests.fake_twilio import FakeTwilio
from tests.notices.planned import ANNA, ARNE, ELSA, SIGNE, Day, person
from tests.notices.town import at
from tests.packages import DAY, visit


def test_a_change_after_the_list_is_told_once_when_it_has_settled(day: Day) -> None:
    day.begin()
    day.visit("v3").update(window_start="19:00", window_end="20:00")
    day.plan(at(10))
    assert day.tick(at(10, 2)) == []
    day.visit("v3").update(worker_ids="w1")
    day.plan(at(10, 2))
    (told,) = day.tick(at(10, 3))
    assert told == (
        ELSA, "Provkommun: Ändrat i dag tisdag 24 november:\nkl 19-20 i stället för kl 18-19.30 Leila\n"
        "Frågor? Ring 018-123 45 67",
    )  # fmt: skip
    assert day.tick(at(10, 10)) == []


def test_a_change_back_again_is_no_news(day: Day) -> None:
    day.begin()
    day.visit("v3").update(window_start="19:00", window_end="20:00")
    day.plan(at(10))
    day.visit("v3").update(window_start="18:00", window_end="19:30")
    day.plan(at(10, 1))
    assert day.tick(at(10, 5)) == []
    assert set(db.session.scalars(select(Announcement.outcome))) == {"nobody"}


def test_cancelled_and_added(day: Day) -> None:
    day.begin()
    day.visit("v3")["cancelled"] = "yes"
    day.tables["visits"].append(visit("v9", "elsa", DAY, "16:00", "17:00", 30, "stad", "w2"))
    day.plan(at(10))
    (told,) = day.tick(at(10, 5))
    assert "kl 16-17: ett nytt besök Jonas\nkl 18-19.30: ingen kommer" in told[1]


def test_what_nobody_has_been_told_of_is_no_change(day: Day) -> None:
    day.plan(at(15, day=DAY - timedelta(1)))
    day.visit("v3").update(window_start="19:00", window_end="20:00")
    day.plan(at(17, day=DAY - timedelta(1)))
    assert day.tick(at(17, 5, day=DAY - timedelta(1))) == []
    (told,) = [words for to, words in day.tick(at(6, 30), "morning_list") if to == ELSA]
    assert "kl 19-20" in told


def test_a_relative_who_chose_changes_hears_of_them_and_not_of_nursing(day: Day) -> None:
    day.relative("elsa", ANNA)
    day.plan(at(15, day=DAY - timedelta(1)))
    day.tick(at(6, 30), "welcome")
    day.tick(at(6, 30), "morning_list")
    _proven()
    day.visit("v2")["cancelled"] = "yes"
    day.visit("v3")["cancelled"] = "yes"
    day.plan(at(10))
    told = dict(day.tick(at(10, 5)))
    assert "kl 12-12.30: ingen kommer\nkl 18-19.30: ingen kommer" in told[ELSA]
    assert "kl 18-19.30: ingen kommer" in told[ANNA]
    assert "12.30" not in told[ANNA]


def _proven() -> None:
    """As if a code had come back from every relative's number."""
    from schema.tables import Relative

    for relative in db.session.scalars(select(Relative)):
        relative.phone_verified_at = at(6)
    db.session.commit()


def test_a_delay_is_told_once_and_again_when_it_has_grown(day: Day) -> None:
    day.tables["visits"] = [
        visit("v1", "elsa", DAY, "08:00", "08:30", 30, "dusch", "w1"),
        visit("v5", "signe", DAY, "09:00", "09:30", 30, "dusch", "w1"),
    ]
    day.begin()
    day.tap("check_in", "v1", at(9, 10))
    assert day.tick(at(9, 11)) == []  # 9.40 is ten minutes beyond the window
    with clock.standing_at(at(9, 40)), committed():
        events.watch()
    assert day.tick(at(9, 40)) == []
    with clock.standing_at(at(9, 46)), committed():
        events.watch()
    (told,) = day.tick(at(9, 46))
    assert told == (SIGNE, "Provkommun: Besöket kl 9-9.30 blir senare. Vi räknar med kl 9.50.\n"
                    "Frågor? Ring 018-123 45 67")  # fmt: skip
    with clock.standing_at(at(9, 52)), committed():
        events.watch()
    assert day.tick(at(9, 52)) == []
    with clock.standing_at(at(10, 4)), committed():
        events.watch()
    (again,) = day.tick(at(10, 4))
    assert "kl 10.05" in again[1]


def test_a_relative_who_chose_all_hears_that_somebody_came_and_went(day: Day) -> None:
    day.relative("elsa", ANNA, notices="all")
    day.begin()
    _proven()
    day.tap("check_in", "v1", at(8, 4))
    assert day.tick(at(8, 4)) == [
        (ANNA, "Provkommun: Besöket började kl 8.04. Det var Leila.\nFrågor? Ring 018-123 45 67")
    ]
    day.tap("check_out", "v1", at(8, 40))
    assert [words.split("\n")[0] for _, words in day.tick(at(8, 41))] == [
        "Provkommun: Besöket är klart kl 8.40. Det var Leila."
    ]
    assert day.tick(at(8, 42)) == []


def test_an_unplanned_visit_is_told_to_the_recipient_too(day: Day) -> None:
    day.begin()
    day.tap("check_in", None, at(15), worker="w2", who="signe")
    assert day.tick(at(15, 1)) == [
        (SIGNE, "Provkommun: Vi kom kl 15 utan att det stod i planen. Det var Jonas.\nFrågor? Ring 018-123 45 67")
    ]


def test_a_wish_of_none_is_kept_and_a_shadowed_unit_writes_and_sends_nothing(day: Day) -> None:
    day.begin()
    db.session.add(NoticeWish(recipient_id=person("arne").id, notices="none", evening_before=False,
                              recorded_at=clock.now()))  # fmt: skip
    db.session.add(UnitNotice(unit_id=person("elsa").unit_id, mode="shadow", recorded_at=clock.now()))
    db.session.commit()
    day.visit("v3")["cancelled"] = "yes"
    day.plan(at(10))
    day.visit("v4").update(window_start="11:00", window_end="12:00")
    day.plan(at(10, 1))
    assert day.tick(at(10, 5)) == []
    held = db.session.scalars(select(Message).where(Message.kind == "change")).all()
    assert [(message.number, message.state, message.reason) for message in held] == [(ELSA, "suppressed", "shadow")]
    assert held[0].body and "ingen kommer" in held[0].body


def test_two_workers_at_once_tell_it_once(
    day: Day, live: Flask, fake_twilio: FakeTwilio, at_once: Callable[..., None]
) -> None:  # fmt: skip
    day.begin()
    for row in day.tables["visits"]:
        row["worker_ids"] = "w2" if row["worker_ids"] == "w1" else "w1"
    day.plan(at(7))
    before = len(fake_twilio.accepted)
    at_once(lambda: jobs.once("announce", at(7, 5)), 4)
    told = [message["to"] for message in fake_twilio.accepted[before:]]
    assert sorted(told) == [ELSA, ARNE, SIGNE]


def test_the_list_of_the_evening_before_stands_for_the_morning(day: Day) -> None:
    eve = DAY - timedelta(1)
    day.plan(at(15, day=eve))
    db.session.add(NoticeWish(recipient_id=person("elsa").id, notices="changes", evening_before=True,
                              recorded_at=clock.now()))  # fmt: skip
    (told,) = day.tick(at(18, day=eve), "evening_list")
    assert told[0] == ELSA and "Vi kommer i morgon tisdag 24 november:\nkl 8-9 Leila" in told[1]
    assert ELSA not in [to for to, _ in day.tick(at(6, 30), "morning_list")]
    day.visit("v3")["cancelled"] = "yes"
    day.plan(at(7))
    assert [to for to, _ in day.tick(at(7, 5))] == [ELSA]


def test_the_list_waits_for_the_hour_that_she_chose(day: Day) -> None:
    day.plan(at(15, day=DAY - timedelta(1)))
    db.session.add(NoticeWish(recipient_id=person("elsa").id, notices="changes", evening_before=False,
                              list_at=clock.local(at(8, 30)).time(), recorded_at=clock.now()))  # fmt: skip
    assert ELSA not in [to for to, _ in day.tick(at(8, 29), "morning_list")]
    assert [to for to, _ in day.tick(at(8, 30), "morning_list")] == [ELSA]


def test_a_number_that_nobody_has_confirmed_is_welcomed_first(day: Day) -> None:
    signe = next(row for row in day.tables["recipients"] if row["recipient_id"] == "signe")
    signe["phone_confirmed_on"] = ""
    day.plan(at(15, day=DAY - timedelta(1)))
    first = dict(day.tick(at(6, 30), "morning_list"))
    assert first[SIGNE] == (
        "Provkommun: Från och med i morgon får du sms från oss. Svara STOPP om du inte vill ha dem. "
        "Svara FEL om vi har fel nummer.\nFrågor? Ring 018-123 45 67"
    )
    assert day.tick(at(6, 31), "morning_list") == []
    day.visit("v5")["cancelled"] = "yes"
    day.plan(at(7))
    assert day.tick(at(7, 5)) == []
    held = db.session.scalars(select(Message).where(Message.kind == "change")).one()
    assert (held.state, held.reason) == ("suppressed", "unconfirmed")
    tomorrow = date.fromordinal(DAY.toordinal() + 1)
    day.tables["visits"].append(visit("w5", "signe", tomorrow, "09:30", "10:30", 30, "dusch", "w2"))
    day.plan(at(15))
    assert "kl 9.30-10.30" in dict(day.tick(at(6, 30, day=tomorrow), "morning_list"))[SIGNE]
