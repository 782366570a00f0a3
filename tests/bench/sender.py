"""One process that hands messages over, and prints how many a second: `python -m tests.bench.sender HOW THREADS COUNT`.

`ours` empties the outbox of DATABASE_URL; `bare` posts as many forms by the same HTTP client with nothing around it;
`twilio` lets Twilio's client, as it comes, make them. All talk to TWILIO_BASE_URL.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from notifications import delivery
from notifications.channels.http import Http
from tests.fake_twilio import ACCOUNT, TOKEN

NUMBER, SENDER = "+46701740605", "+46766860000"


def main(how: str, threads: int, count: int) -> float:
    """Messages a second."""
    return {"ours": _ours, "bare": _bare, "twilio": _twilio}[how](threads, count)


def _ours(threads: int, count: int) -> float:
    from wsgi import create_app

    app = create_app()
    told = replace(app.extensions["settings"], sending_at_once=threads)
    with app.app_context():
        began = time.perf_counter()
        sent = delivery.deliver(told).get("sent", 0)
        seconds = time.perf_counter() - began
    assert sent == count or os.environ.get("SHARED"), f"{sent} of {count} were sent"
    return sent / seconds


def _bare(threads: int, count: int) -> float:
    http, url = Http(15, threads), f"{os.environ['TWILIO_BASE_URL']}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"

    def post(place: int) -> None:
        form = {"To": NUMBER, "From": SENDER, "Body": f"bare {place}", "ValidityPeriod": "19800"}
        answer = http.ask("POST", url, form=form, auth=(ACCOUNT, TOKEN))
        assert answer.status == 201, answer

    return _rate(threads, count, post)


def _twilio(threads: int, count: int) -> float:
    base = os.environ["TWILIO_BASE_URL"]

    class There(TwilioHttpClient):
        def request(self, method: str, url: str, *args: object, **more: object) -> object:  # type: ignore[override]  # all else is handed on
            there = url.replace("https://api.twilio.com", base)
            return super().request(method, there, *args, **more)  # type: ignore[arg-type]  # as they came

    client = Client(ACCOUNT, TOKEN, http_client=There(timeout=15))

    def make(place: int) -> None:
        assert client.messages.create(to=NUMBER, from_=SENDER, body=f"twilio {place}", validity_period=19800).sid

    return _rate(threads, count, make)


def _rate(threads: int, count: int, one: Callable[[int], None]) -> float:
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(threads)))  # the connections are there
        began = time.perf_counter()
        list(pool.map(one, range(count)))
        return count / (time.perf_counter() - began)


if __name__ == "__main__":
    print(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
