"""The fake itself: it behaves as Twilio says that Twilio does, and its faults are faults."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from notifications.channels.http import Http
from notifications.channels.twilio_account import OverHttp
from notifications.channels.twilio_sms import TwilioSms
from notifications.outbox import Claimed
from schema import clock
from schema.settings import Settings
from tests.fake_twilio import ACCOUNT, TOKEN, FakeTwilio, Fault
from tests.fake_twilio.description import PATH, Description
from tests.notices.town import at, number


@pytest.fixture
def client(fake_twilio: FakeTwilio) -> Client:
    """Twilio's own client, aimed at the fake."""
    return Client(ACCOUNT, TOKEN, http_client=OverHttp(Http(5), fake_twilio.url))


def send(client: Client, place: int = 5, body: str = "Hej") -> str:
    sid: str = client.messages.create(to=number(place), from_="+46766860000", body=body).sid
    return sid


def test_each_message_has_its_own_sid_and_can_be_found(client: Client) -> None:
    sids = [send(client, place) for place in (5, 6, 5)]
    assert len(set(sids)) == 3
    assert client.messages(sids[1]).fetch().to == number(6)
    assert [message.sid for message in client.messages.list(to=number(5))] == [sids[2], sids[0]]
    assert [message.sid for message in client.messages.list(page_size=2)] == sids[::-1]
    client.messages(sids[0]).update(body="")
    assert client.messages(sids[0]).fetch().body == ""


@pytest.mark.parametrize(
    ("to", "sender", "body", "code"),
    [("", "+46766860000", "Hej", 21604), ("0701740605", "+46766860000", "Hej", 21211), (number(5), "", "Hej", 21603),
     (number(5), "+46766860000", "", 21602), (number(5), "much too long a name", "Hej", 21603)],
)  # fmt: skip
def test_what_twilio_refuses(
    client: Client, fake_twilio: FakeTwilio, to: str, sender: str, body: str, code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=to, from_=sender, body=body)
    assert (refused.value.status, refused.value.code) == (400, code)
    assert fake_twilio.accepted == []


def test_strangers_and_strange_addresses(client: Client, fake_twilio: FakeTwilio) -> None:
    base = f"{fake_twilio.url}/2010-04-01/Accounts"
    assert requests.get(f"{base}/{ACCOUNT}/Messages.json", timeout=5).status_code == 401
    other = f"{base}/AC{'f' * 32}/Messages.json"
    assert requests.get(other, auth=(ACCOUNT, TOKEN), timeout=5).status_code == 401
    missing = f"{base}/{ACCOUNT}/Messages/SM{'0' * 32}.json"
    assert requests.get(missing, auth=(ACCOUNT, TOKEN), timeout=5).json()["code"] == 20404


def test_a_fault_happens_once_and_to_whom_it_was_meant_for(client: Client, fake_twilio: FakeTwilio) -> None:
    fake_twilio.faults.append(Fault(code=21610, to=number(6)))
    send(client, 5)
    with pytest.raises(TwilioRestException):
        send(client, 6)
    send(client, 6)
    assert [asked.status for asked in fake_twilio.requests] == [201, 400, 201]


@pytest.mark.shared
@pytest.mark.skipif(not PATH.exists(), reason="Twilio's published description lies beside the project")
class TestAgainstTwiliosDescription:
    """Requests of our channel and answers of the fake, held against what Twilio publishes."""

    def test_all_that_we_ask_and_all_that_it_answers(
        self, fake_twilio: FakeTwilio, make_settings: Callable[..., Settings]
    ) -> None:
        described = Description()
        for service in (None, "MG" + "0a" * 16):
            told = {**fake_twilio.settings, "twilio_messaging_service_sid": service}
            channel = TwilioSms(make_settings(**told), Http(5))
            for place in (5, 6):
                assert channel.send(Claimed(place, number(place), "Provkommun: kl 8-9 Åsa", at(12), 1)).sid or True
        from notifications.channels import Question

        assert channel.find(Question(number(5), "Provkommun: kl 8-9 Åsa", clock.now()))
        client = Client(ACCOUNT, TOKEN, http_client=OverHttp(Http(5), fake_twilio.url))
        sid = fake_twilio.accepted[0]["sid"]
        client.messages(sid).fetch()
        client.messages(sid).update(body="")
        assert [fault for asked in fake_twilio.requests for fault in described.faults(asked)] == []
        assert len(fake_twilio.requests) == 7

    def test_what_twilio_does_not_know_is_a_fault(self, fake_twilio: FakeTwilio) -> None:
        described = Description()
        base = f"{fake_twilio.url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        for form in ({"Body": "Hej"}, {"To": number(5), "From": "+46766860000", "Body": "Hej", "Colour": "red"},
                     {"To": number(5), "MessagingServiceSid": "MGshort", "Body": "Hej"},
                     {"To": number(5), "From": "+46766860000", "Body": "Hej", "ValidityPeriod": "soon"}):  # fmt: skip
            requests.post(base, data=form, auth=(ACCOUNT, TOKEN), timeout=5)
        requests.get(f"{base}?Recipient=x", auth=(ACCOUNT, TOKEN), timeout=5)
        assert [bool(described.faults(asked)) for asked in fake_twilio.requests] == [True] * 5
