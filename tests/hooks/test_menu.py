"""The menu at the telephone, from the first ring to the last word: what is heard, what is kept, and by whom."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import func, select

from backend import jobs
from backend.access import limit
from backend.devices import devices
from backend.menu import visits
from backend.menu.keys import LEVELS, At
from backend.menu.talk import choices
from backend.telling import proving
from notifications.door_word import word
from schema import clock
from schema.db import db
from schema.tables import (
    CameAnswer,
    Device,
    Message,
    OwnChoice,
    Recipient,
    Remark,
    Trail,
    VisitRequest,
    Withdrawal,
)  # fmt: skip
from tests.fake_twilio import FakeTwilio
from tests.fake_twilio.callbacks import Caller, Handset, tell
from tests.fake_twilio.grammar import faults
from tests.hooks.conftest import newest
from tests.hooks.menu_world import MAIN, Elsa, elsa, live
from tests.notices.town import CONSENTS, DAY, Town, at, number
from tests.people import Client

NAMES_NOBODY = re.compile(
    r"http://127\.0\.0\.1/hooks/twilio/voice\?message=\d+&amp;step=(unit"
    r"|menu&amp;at=[a-z_]+(\.[0-9a-f]{0,12}(\.[1-9a]\.[0-9a-f]{8})?)?)"
)
UNIT = "För att tala med hemtjänsten, tryck noll."


def rows(table: type) -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def kept() -> list[int]:
    return [rows(one) for one in (Remark, CameAnswer, VisitRequest, OwnChoice, Withdrawal)]


def where(call: Caller | Handset) -> str:
    assert call._gather is not None
    return call._gather.attrib["action"]


def test_the_day_has_the_word_of_each_visit_and_no_message_keeps_it(elsa: Elsa, twilio: Client) -> None:
    elsa.begun.status, elsa.begun.started_at = "in_progress", at(8, 2)
    said = elsa.calls(twilio).heard
    words = [word(one.id, DAY, "sv") for one in (elsa.begun, elsa.next)]
    assert said == [
        "Så här är det planerat i dag tisdag 24 november.",
        "Någon är hos dig nu.", f"Fråga efter dagens ord: {words[0]}.",
        "Mellan klockan tio och elva kommer Leila.", f"Fråga efter dagens ord: {words[1]}.",
        *MAIN, UNIT, *MAIN, UNIT, "Hej då.",
    ]  # fmt: skip
    assert not any(one in (row.body or "") for row in db.session.scalars(select(Message)) for one in words)


def test_the_days_to_come(elsa: Elsa, twilio: Client) -> None:
    call = elsa.calls(twilio)
    assert call.press("2")[:2] == [
        "Så här är det planerat i morgon onsdag 25 november.", "Klockan åtta trettio kommer Leila.",
    ]  # fmt: skip
    assert call.press("1")[0] == "Det finns inga besök att läsa upp torsdag 26 november."
    assert call.press("2")[0] == "Det finns inga besök att läsa upp torsdag 26 november.", "again"
    for _ in range(5):
        last = call.press("1")
    assert last[0] == "Det finns inga besök att läsa upp tisdag 1 december."
    assert not any("nästa dag" in one for one in last), "a week, and no further"
    assert call.press("*")[0] == MAIN[0]
    assert "dagens ord" not in " ".join(last)


def spoken_to() -> str:
    db.session.expire_all()
    return db.session.scalars(select(Recipient.language)).one()


def test_every_key_at_every_level_is_answered_in_twiml(elsa: Elsa, twilio: Client) -> None:
    call = elsa.calls(twilio)
    me = proving.of_call(newest().id, call.told["CallSid"])
    assert me is not None
    here = where(call).partition("&at=")[0]
    lists = {"say": elsa.begun, "change": elsa.tomorrow, "late": elsa.next, "sure": elsa.tomorrow}
    for level in LEVELS:
        mark = visits.mark_of(me, lists[level].id) if level in lists else "3" if level == "days" else ""
        place = At(level, mark)
        for key in "0123459*#":
            told = {**call.told, "CallStatus": "in-progress", "Digits": key}
            answer = tell(twilio, f"{here}&at={place.written}", told)
            assert answer.status_code == 200 and faults(answer.text) == [], (level, key)
            if key == "0":
                assert "<Dial" in answer.text
            elif key not in LEVELS[level]:
                said = [choice.text for choice in choices(place, spoken_to())]
                spoken = re.findall(r"<prosody[^>]*>([^<]+)<", answer.text)
                assert spoken[:-1] == [*said, *said], (level, key)
            for then in re.findall(r'action="([^"]+)"', answer.text):
                assert NAMES_NOBODY.fullmatch(then), then


def test_silence_repeats_the_choices_once_and_says_goodbye(elsa: Elsa, twilio: Client) -> None:
    said = elsa.calls(twilio).press("3")
    assert said[0] == "Det gäller besöket i dag mellan klockan åtta och nio."
    assert len(said) == 1 + 2 * 7 + 1 and said[1:8] == said[8:15] and said[-1] == "Hej då."


def test_what_is_pressed_twice_or_told_twice_is_one(elsa: Elsa, twilio: Client) -> None:
    call = elsa.calls(twilio)
    ways: list[tuple[str, ...]] = [
        ("3", "2"), ("3", "5"), ("4", "*", "1", "1"), ("4", "*", "2"), ("5", "1"), ("5", "4", "2", "1"),
        ("5", "4", "1", "4"), ("5", "3", "1", "1"),
    ]  # fmt: skip
    for keys in ways:
        call.start_again()
        for key in keys[:-1]:
            call.press(key)
        first, once = call.deliver(keys[-1]), kept()
        assert call.deliver(keys[-1], after=25) == first and kept() == once, keys
    assert kept() == [4, 1, 1, 1, 1]
    marks = [(row.way, row.device_id, row.user_id) for row in db.session.scalars(select(Remark))]
    assert marks == [("call", None, None)] * 4


def test_a_finger_that_presses_twice_says_one_thing(elsa: Elsa, twilio: Client) -> None:
    call = elsa.calls(twilio)
    said = call.press("3")
    assert call.twice("3")[: len(said)] == said and rows(Remark) == 0
    assert call.press("2")[1] == "Det gäller besöket i går mellan klockan arton och nitton."
    assert call.twice("2")[0] == "Det gäller besöket i går mellan klockan arton och nitton."
    assert [row.visit_id for row in db.session.scalars(select(Remark))] == [elsa.begun.id]
    assert call.press("2")[:2] == ["Tack. Hemtjänsten ringer dig eller svarar.", "Det finns inga fler besök."]


def test_a_call_that_ends_before_the_last_key_changes_nothing(elsa: Elsa, twilio: Client) -> None:
    devices.pair(elsa.id, "sms", None)
    db.session.commit()
    before = kept()
    for keys in (("4", "*", "1"), ("4", "*", "1", "*"), ("5", "3", "1"), ("5", "3", "1", "*"), ("5", "4", "1")):
        call = elsa.calls(twilio)
        for key in keys:
            call.press(key)
        tell(twilio, "/hooks/twilio/status", {**call.told, "CallStatus": "completed"})
    assert kept() == before and rows(Trail) > 0
    assert db.session.scalars(select(Trail).where(Trail.action == "change")).all() == []


def test_too_late_to_change_and_another_time_are_a_call_back(elsa: Elsa, twilio: Client) -> None:
    call = elsa.calls(twilio)
    said = call.press("4")
    assert said[:2] == ["Det gäller besöket i dag tisdag 24 november, mellan klockan tio och elva.",
                        "Det är för sent att ändra besöket här."]  # fmt: skip
    assert call.press("1")[0] == "För att hemtjänsten ska ringa dig, tryck två.", "it is no choice any more"
    assert call.press("2")[:2] == [
        "Tack. Hemtjänsten ringer dig.",
        "Det gäller besöket i morgon onsdag 25 november, klockan åtta trettio.",
    ]
    remark = db.session.scalars(select(Remark)).one()
    assert (remark.kind, remark.visit_id, remark.text) == (
        "call_back", elsa.next.id, "Vill ha en annan tid för besöket.",
    )  # fmt: skip
    assert rows(VisitRequest) == 0


def test_all_who_see_are_ended_at_once_and_nobody_is_told(
    elsa: Elsa, town: Town, twilio: Client, fake_twilio: FakeTwilio
) -> None:
    son = town.relative(elsa.person, number(8), "services", **CONSENTS)
    for _ in range(2):
        devices.pair(elsa.id, "sms", None)
    db.session.add(Device(relative_id=son.id, kind="browser", token_hash="x", way="sms", paired_at=at(7)))
    db.session.commit()
    call = elsa.calls(twilio)
    call.press("5")
    assert call.press("3")[:2] == [
        "Telefoner och datorer som visar dina besök: två.", "En anhörig ser dina besök.",
    ]  # fmt: skip
    assert call.press("1")[0] == "Då ser ingen av dem dina besök mer. Vi säger inget till dem."
    before = rows(Message)
    assert call.press("1")[0] == "Nu är alla avstängda."
    db.session.expire_all()
    assert all(row.revoked_at for row in db.session.scalars(select(Device))) and son.data_consent_on is None
    taken = db.session.scalars(select(Withdrawal)).one()
    assert (taken.what, taken.how, taken.user_id, taken.device_id) == ("relative", "telephone", None, None)
    jobs.once("announce", clock.now() + timedelta(minutes=5))
    assert rows(Message) == before and fake_twilio.accepted == []
    assert call.press("3")[:2] == ["Ingen telefon eller dator visar dina besök.", "Ingen anhörig ser dina besök."]


def test_who_is_protected_meanwhile_hears_nothing_more(elsa: Elsa, twilio: Client) -> None:
    call = elsa.calls(twilio)
    call.press("3")
    elsa.person.protected = True
    db.session.commit()
    assert call.press("2") == ["Det finns inget att läsa upp. Hej då."] and kept() == [0] * 5


def test_a_limit_says_so_and_keeps_nothing(elsa: Elsa, twilio: Client) -> None:
    call = elsa.calls(twilio)
    limit.attempt("said_device", "call", elsa.id, times=40)
    call.press("5")
    assert call.press("1")[0] == "Det går inte nu. Tala med hemtjänsten i stället."
    assert kept() == [0] * 5


__all__ = ["elsa", "live"]
