"""Settings: every fault at once, no secret in any word, and a half-configured process does not start."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from schema.settings import SettingsError, load
from tests.shell import ENVIRONMENT, Shell

SOUND = {**ENVIRONMENT, "DATABASE_URL": "sqlite:///x.db"}
TWILIO = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "+46701740605"}
FAULTS = [
    ({"MUNICIPALITY": ""}, "MUNICIPALITY is missing"),
    ({"PUBLIC_URL": ""}, "PUBLIC_URL is missing"),
    ({"PUBLIC_URL": "hemtjanst.example.se"}, "PUBLIC_URL must be the address people type"),
    ({"PUBLIC_URL": "ftp://example.se"}, "PUBLIC_URL must be the address people type"),
    ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    ({"SECRET_KEY": "short-but-secret"}, "SECRET_KEY must be at least 32 characters"),
    ({"DATA_KEYS": ""}, "DATA_KEYS is missing"),
    ({"DATA_KEYS": f"{ENVIRONMENT['DATA_KEYS']},not-a-key"}, "DATA_KEYS: key 2 is not 32 bytes"),
    ({"INDEX_KEY": "aGVq"}, "INDEX_KEY: key 1 is not 32 bytes"),
    ({"INDEX_KEY": f"{ENVIRONMENT['INDEX_KEY']},{ENVIRONMENT['INDEX_KEY']}"}, "INDEX_KEY must be one key"),
    ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must begin with"),
    ({"DATABASE_URL": "postgresql://x"}, "DATABASE_URL must begin with"),
    ({"TIMEZONE": "Europe/Stockholmen"}, "TIMEZONE must be a zone"),
    ({"SMS_MODE": "loud"}, "SMS_MODE must be one of console, allowlist, live"),
    ({"SMS_MODE": "allowlist", **TWILIO}, "SMS_ALLOWLIST is empty"),
    ({"SMS_MODE": "live"}, "TWILIO_ACCOUNT_SID is missing"),
    ({"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_FROM": "+46701740605"}, "TWILIO_AUTH_TOKEN is missing"),
    ({"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t"}, "TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID"),
    ({"CARD_DISCLOSURE": "everything"}, "CARD_DISCLOSURE must be one of times, names, services"),
    ({"SMS_SEGMENT_PRICE": "en krona"}, "SMS_SEGMENT_PRICE must be kronor, like 0.45"),
    ({"PROXIES": "10"}, "PROXIES must be a number, 0 to 9"),
    ({"VAPID_PRIVATE_KEY": "aGVq"}, "VAPID_PRIVATE_KEY must be a private key of P-256"),
    ({"VAPID_PRIVATE_KEY": "A" * 43}, "VAPID_PRIVATE_KEY must be a private key of P-256"),
    ({"LOG_LEVEL": "chatty"}, "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR"),
]


def test_a_sound_environment_is_read():
    told = load({**SOUND, "SMS_MODE": "allowlist", "SMS_ALLOWLIST": "+46701740605, +46701740606", **TWILIO})
    assert told.sms_allowlist == {"+46701740605", "+46701740606"}
    assert (told.timezone, told.card_disclosure, told.log_level) == ("Europe/Stockholm", "times", "INFO")
    assert not told.https
    assert load({**SOUND, "PUBLIC_URL": "https://hemtjanst.example.se/"}).https


@pytest.mark.parametrize(("change", "fault"), FAULTS)
def test_each_fault_is_named_alone(change, fault):
    with pytest.raises(SettingsError) as refused:
        load({**SOUND, **change})
    assert any(line.startswith(fault) for line in refused.value.faults), refused.value.faults
    if change.get("SMS_MODE") != "live":
        assert len(refused.value.faults) == 1


def test_every_fault_is_named_at_once():
    with pytest.raises(SettingsError) as refused:
        load({"SECRET_KEY": "short-but-secret", "SMS_MODE": "loud", "TIMEZONE": "Mars"})
    named = {fault.split()[0].rstrip(":") for fault in refused.value.faults}
    assert named >= {"SECRET_KEY", "SMS_MODE", "TIMEZONE", "MUNICIPALITY", "PUBLIC_URL", "DATA_KEYS", "INDEX_KEY"}


def test_no_secret_is_ever_shown():
    secrets = {"SECRET_KEY": "short-but-secret", "DATA_KEYS": "my-data-key", "INDEX_KEY": "my-index-key"}
    with pytest.raises(SettingsError) as refused:
        load({**SOUND, **secrets})
    assert not any(secret in str(refused.value) for secret in secrets.values())
    shown = repr(
        load({**SOUND, **TWILIO, "TWILIO_AUTH_TOKEN": "my-token", "MIGRATION_DATABASE_URL": "sqlite:///my-own"})
    )
    for secret in (SOUND["SECRET_KEY"], SOUND["DATA_KEYS"], SOUND["INDEX_KEY"], "my-token", "my-own"):
        assert secret not in shown


def test_neither_the_databases_password_nor_a_telephone_is_shown():
    told = load({**SOUND, "DATABASE_URL": "postgresql+psycopg://u:hemligt@db/x", "SMS_ALLOWLIST": "+46701740605"})
    assert "hemligt" not in repr(told)
    assert "+4670" not in repr(told)


PROGRAMS = {
    "flask": [sys.executable, "-m", "flask", "db", "upgrade"],
    "gunicorn": [str(Path(sys.executable).with_name("gunicorn")), "wsgi:app", "--check-config"],
    "gunicorn at work": [str(Path(sys.executable).with_name("gunicorn")), "wsgi:app", "--bind", "127.0.0.1:0"],
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_half_configured_process_does_not_start(program):
    told = Shell(PROGRAMS[program], SOUND)(MUNICIPALITY=None, SECRET_KEY="short-but-secret")
    assert told.returncode != 0
    said = told.stdout + told.stderr
    assert "MUNICIPALITY is missing" in said
    assert "SECRET_KEY must be at least 32 characters" in said
    assert "short-but-secret" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("name", ["TWILIO_FROM", "ELKS_FROM"])
def test_a_name_that_nobody_can_answer_is_refused_unless_texts_say_whom_to_ring(name: str) -> None:
    account = {
        "SMS_MODE": "live", "TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "+46766860000",
        "ELKS_USERNAME": "u", "ELKS_PASSWORD": "p", "ELKS_FROM": "+46766860001", name: "Kommunen",
    }  # fmt: skip
    with pytest.raises(SettingsError, match=f"{name} is a name, which nobody can answer: give SMS_CONTACT"):
        load({**ENVIRONMENT, **account})
    told = load({**ENVIRONMENT, **account, "SMS_CONTACT": "+4618123456"})
    assert not told.answerable
    with pytest.raises(SettingsError, match="SMS_CONTACT must be a number"):
        load({**ENVIRONMENT, **account, "SMS_CONTACT": "018-123456"})
