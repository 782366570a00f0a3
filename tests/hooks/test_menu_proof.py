"""Who is offered the menu at the telephone, and who hears what everybody hears: nobody by a number that others have."""

from __future__ import annotations

from sqlalchemy import select

from backend import jobs
from backend.menu import visits
from backend.telling import proving
from notifications.door_word import word
from schema import clock
from schema.db import db
from schema.tables import Recipient, Remark
from tests.fake_twilio import FakeTwilio
from tests.fake_twilio.callbacks import Caller, Handset, tell
from tests.hooks.conftest import newest
from tests.hooks.menu_world import MAIN, Elsa, elsa, give, live
from tests.notices.town import CONSENTS, DAY, Town, at, line, number
from tests.people import Client


def remarks() -> list[Remark]:
    db.session.expire_all()
    return list(db.session.scalars(select(Remark)))


def where(call: Caller | Handset) -> str:
    assert call._gather is not None
    return call._gather.attrib["action"]


def test_an_answering_machine_hears_who_calls_and_nothing_else(
    elsa: Elsa, twilio: Client, fake_twilio: FakeTwilio
) -> None:
    back = elsa.called_back(twilio, fake_twilio)
    assert back.lift() == ["Hej. Det här är Provkommun. Tryck på en valfri knapp på telefonen."] * 2
    back.end()
    assert newest().state == "undelivered"


def test_who_is_called_back_on_her_own_number_has_the_menu(elsa: Elsa, twilio: Client, fake_twilio: FakeTwilio) -> None:
    back = elsa.called_back(twilio, fake_twilio)
    back.lift()
    said = back.press("#")
    assert f"Fråga efter dagens ord: {word(elsa.next.id, DAY, 'sv')}." in said and MAIN[0] in said
    for key in ("5", "4", "1"):
        back.press(key)
    with clock.standing_at(at(9, 31)):
        assert back.press("4") == ["Du får inga sms eller samtal om dina besök.", "Hej då."]
    assert back.over and db.session.get_one(Recipient, elsa.id).sms_detail == "none"


def test_on_a_shared_number_or_a_relatives_the_pin_alone_opens_it(
    elsa: Elsa, town: Town, twilio: Client, fake_twilio: FakeTwilio
) -> None:
    arne = town.recipient("Arne", line(1), "names")
    town.visit(arne, at(12), at(13), workers=(town.jonas,))
    give(arne, "7306")
    town.relative(elsa.person, number(5), "names", **CONSENTS)
    for place, phone in enumerate((line(1), number(5))):
        caller = Caller(twilio, phone)
        caller.ring()
        caller.wait()
        jobs.once("deliver", clock.now())
        assert len(fake_twilio.calls.all()) == place + 1
        back = Handset(twilio, fake_twilio)
        back.lift()
        said = " ".join(back.press())
        assert "planerat" in said and MAIN[0] not in said and "dagens ord" not in said
        assert back.press("3")[0].startswith("Tryck ett för att höra det igen."), "three is no choice there"
    call = Caller(twilio, line(1))
    call.ring()
    assert "Jonas" in " ".join(call.press("7306"))
    mine = proving.of_call(newest().id, call.told["CallSid"])
    assert mine is not None and mine.recipient_id == arne.id
    hers = f"{where(call).partition('&at=')[0]}&at=say.{visits.mark_of(mine, elsa.begun.id)}"
    told = {**call.told, "Digits": "2"}
    assert "Det går inte nu." in tell(twilio, hers, told).text and remarks() == []
    other = tell(twilio, where(call), {**told, "CallSid": "CA" + "f" * 32}).text
    assert "Det finns inget att läsa upp." in other


def test_our_own_call_in_the_morning_proves_nobody(elsa: Elsa, twilio: Client, fake_twilio: FakeTwilio) -> None:
    elsa.person.phone = elsa.person.phone_hash = None
    db.session.commit()
    jobs.once("day_call", clock.now())
    call = Handset(twilio, fake_twilio)
    call.lift()
    assert "dagens ord" not in " ".join(call.press()) and MAIN[0] not in " ".join(call.press("1"))
    answer = tell(twilio, f"{call.asked['Url']}&step=menu&at=more", {**call.told, "Digits": "1"}).text
    assert "Tryck två" in answer and remarks() == []


__all__ = ["elsa", "live"]
