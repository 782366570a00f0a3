"""The fake Twilio, an app that sends through it, and one tick of the morning list."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from backend import jobs
from notifications.channels import public_http
from schema.db import db
from tests.fake_push import FakePush
from tests.fake_twilio import FakeTwilio
from tests.letterbox import HOST, PASSWORD, USER, Letterbox, controller
from tests.notices.planned import Day
from tests.notices.town import DAY, at

Run = Callable[..., dict[str, object]]


@pytest.fixture
def fake_twilio() -> Iterator[FakeTwilio]:
    """A running fake, empty."""
    fake = FakeTwilio().start()
    yield fake
    fake.stop()


@pytest.fixture
def letterbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[Letterbox, str]]]:
    """`letterbox("plain" | "starttls" | "smtps", user=False)` → a running mail server's box, and its SMTP_URL."""
    with ExitStack() as after:

        def make(way: str = "plain", user: bool = False) -> tuple[Letterbox, str]:
            box = Letterbox()
            server = controller(box, way, tmp_path)
            if way != "plain":
                monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "letterbox.pem"))
            server.start()
            after.callback(server.stop)
            whose = f"{quote(USER)}:{quote(PASSWORD, safe='')}@" if user else ""
            scheme = "smtps" if way == "smtps" else "smtp"
            return box, f"{scheme}://{whose}{HOST}:{server.port}?from=hemtjanst@example.se"

        yield make


@pytest.fixture
def fake_push(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePush]:
    """A running push service, which is reached though it is on this machine."""
    fake = FakePush(tmp_path).start()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "letterbox.pem"))
    monkeypatch.setattr(public_http, "ALSO", frozenset({HOST}))
    yield fake
    fake.stop()


@pytest.fixture
def live(any_app: Flask, fake_twilio: FakeTwilio) -> Flask:
    """An app that sends through the fake."""
    told = any_app.extensions["settings"]
    any_app.extensions["settings"] = replace(told, sms_mode="live", **fake_twilio.settings)
    return any_app


@pytest.fixture
def day(live: Flask, fake_twilio: FakeTwilio, tmp_path: Path) -> Day:
    """A municipality by a package, whose plan is changed as the day goes on."""
    return Day(tmp_path, fake_twilio)


@pytest.fixture
def run(live: Flask) -> Run:
    """One tick of the morning list at 6.30 or another local time of the day."""

    def once(hour: int = 6, minute: int = 30, day: date = DAY) -> dict[str, object]:
        db.session.commit()
        counts = jobs.once("morning_list", at(hour, minute, day))
        db.session.expire_all()
        return counts

    return once


@pytest.fixture
def at_once(live: Flask) -> Callable[..., None]:
    """`at_once(work, 4)` → `work` in so many threads, each with an app context; fails with the first that failed."""

    def run(work: Callable[[], object], times: int) -> None:
        faults: list[BaseException] = []

        def one() -> None:
            try:
                with live.app_context():
                    work()
            except BaseException as fault:  # noqa: BLE001 - shown by the assertion
                faults.append(fault)

        threads = [threading.Thread(target=one) for _ in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []

    return run
