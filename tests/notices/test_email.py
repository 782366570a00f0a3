"""Letters over SMTP: what a server gets, and where its answers lead a message."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable
from dataclasses import replace

import pytest

from notifications.channels import email
from notifications.channels.email import Email
from notifications.outbox import Claimed, Settlement
from notifications.states import State
from schema.settings import Settings, SettingsError, load
from tests.letterbox import USER, Letterbox
from tests.notices.town import at
from tests.shell import ENVIRONMENT

LETTER = Claimed(7, "anna@example.se", "Din kod från Åmål\n\nDin kod är 123456.", at(12), 1, "email", "sv")
Make = Callable[..., tuple[Letterbox, str]]
Told = Callable[..., Settings]


def sent(make_settings: Told, url: str | None, message: Claimed = LETTER) -> Settlement:
    return Email(make_settings(smtp_url=url)).send(message)


@pytest.mark.parametrize(("way", "tls"), [("plain", False), ("starttls", True), ("smtps", True)])
def test_a_letter_arrives(letterbox: Make, make_settings: Told, way: str, tls: bool) -> None:
    box, url = letterbox(way, user=True)
    outcome = sent(make_settings, url)
    assert (outcome.state, outcome.channel, outcome.reason) == (State.SENT, "smtp", None)
    (letter,) = box.letters
    assert (box.to, box.over_tls, box.signed_in) == (["anna@example.se"], [tls], [USER])
    assert letter["Subject"] == "Din kod från Åmål"
    assert letter["From"] == "Provkommun <hemtjanst@example.se>"
    assert (letter["To"], letter["Auto-Submitted"]) == ("anna@example.se", "auto-generated")
    assert letter["Message-ID"].endswith("@example.se>")
    assert letter.get_content().strip() == "Din kod är 123456."


def test_without_a_server_nothing_leaves(make_settings: Told) -> None:
    outcome = sent(make_settings, None)
    assert (outcome.state, outcome.reason) == (State.SUPPRESSED, "no_smtp_url")


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [("550 no such person", State.FAILED, "550"), ("451 later", State.QUEUED, "451"),
     ("421 closing", State.QUEUED, None)],
)  # fmt: skip
def test_what_a_server_refuses(
    letterbox: Make, make_settings: Told, answer: str, state: State, reason: str | None
) -> None:
    box, url = letterbox()
    box.answer = answer
    outcome = sent(make_settings, url)
    assert (outcome.state, box.letters) == (state, [])
    assert reason in (None, outcome.reason)
    assert (outcome.retry_at is not None) == (state is State.QUEUED)


def test_a_certificate_of_somebody_else_gets_no_letter(
    letterbox: Make, make_settings: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    for way in ("starttls", "smtps"):
        box, url = letterbox(way)
        monkeypatch.delenv("SSL_CERT_FILE")
        assert sent(make_settings, url).state is State.QUEUED
        assert box.letters == []


def test_a_password_never_goes_in_the_clear(
    letterbox: Make, make_settings: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, url = letterbox("plain", user=True)
    monkeypatch.setattr(email, "HERE", ())
    assert sent(make_settings, url).reason == "smtp_fault"
    assert (box.signed_in, box.letters) == ([], [])


@pytest.mark.loopback
def test_a_server_that_is_away_or_silent_is_tried_later(make_settings: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email, "TIMEOUT_SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        address = f"smtp://127.0.0.1:{silent.getsockname()[1]}?from=h@example.se"
        away = sent(make_settings, address)
        silent.listen()
        mute = sent(make_settings, address)
    assert (away.state, away.reason) == (State.QUEUED, "no_connection")
    assert mute.state is State.QUEUED


def test_an_address_that_breaks_the_header_is_refused(letterbox: Make, make_settings: Told) -> None:
    box, url = letterbox()
    for wrong in ("a@b.se\nBcc: all@example.se", "a@b.se\r\n\r\nHej"):
        outcome = sent(make_settings, url, replace(LETTER, number=wrong))
        assert (outcome.state, outcome.reason) == (State.FAILED, "bad_address")
    assert box.letters == []


def test_nothing_of_a_letter_is_said_in_a_fault(
    letterbox: Make, make_settings: Told, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _, url = letterbox()

    def broken(*_args: object, **_more: object) -> None:
        raise smtplib.SMTPServerDisconnected("anna@example.se 123456")

    monkeypatch.setattr(smtplib.SMTP, "send_message", broken)
    outcome = sent(make_settings, url)
    assert outcome.reason == "smtp_fault"
    assert "123456" not in caplog.text + repr(outcome)


@pytest.mark.parametrize(
    "url",
    ["smtp://x", "smtp://x?from=", "smtp://x?from=nobody", "smtp://x:abc?from=a@b.se", "smtp://[x?from=a@b.se",
     "http://x?from=a@b.se", "smtp://?from=a@b.se", "smtp://x:99999?from=a@b.se"],
)  # fmt: skip
def test_an_address_of_no_server_stops_the_process_from_starting(url: str) -> None:
    with pytest.raises(SettingsError, match="SMTP_URL"):
        load({**ENVIRONMENT, "DATABASE_URL": "sqlite:///", "SMTP_URL": url})


def test_what_the_address_of_a_server_says() -> None:
    told = load({**ENVIRONMENT, "DATABASE_URL": "sqlite:///", "SMTP_URL": "smtps://u%40x:p%2Fw@mail.se?from=h@x.se"})
    assert email.Server.of(told.smtp_url or "") == email.Server("smtps", "mail.se", 465, "u@x", "p/w", "h@x.se")
    assert email.Server.of("smtp://mail.se:25?from=h@x.se").port == 25
    assert email.Server.of("smtp://mail.se?from=h@x.se").port == 587
