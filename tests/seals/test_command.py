"""`flask audit`: what an operator reads and what a script may rely on."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from backend.access.unit_of_work import committed
from backend.seals import findings, head, signing
from schema import clock
from tests.seals import chained


@pytest.fixture
def next_day(app: Any) -> Any:
    """The day after, its head signed."""
    chained.lay("event")
    chained.lay("trail")
    with time_machine.travel(clock.now() + timedelta(days=1), tick=True):
        with committed():
            head.sign_missing()
        yield


def test_a_sound_database_exits_with_0(run_cli: Any, next_day: None) -> None:
    told = run_cli("audit", "verify")
    assert told.exit_code == 0, told.stdout
    assert "besökshändelser  20 rader under 2 sigill, 0 gallrade, 0 väntar på sigill" in told.stdout
    assert "Allt är som det skrevs." in told.stdout
    assert told.stderr == ""


def test_a_tampered_one_exits_with_1_and_names_the_first(run_cli: Any, next_day: None) -> None:
    chained.behind_the_back("UPDATE event SET method = 'nfc' WHERE id IN (4, 9)")
    told = run_cli("audit", "verify")
    assert told.exit_code == 1
    assert "Först: event 4: raden har ändrats" in told.stdout
    assert "changed 2" in told.stdout
    said = json.loads(run_cli("audit", "verify", "--format", "json").stdout)
    assert said["sound"] is False
    assert said["faults"] == {"changed": 2}
    assert (said["first"]["kind"], said["first"]["table"], said["first"]["id"]) == ("changed", "event", "4")
    assert said["chains"]["event"] == {"seals": 2, "sealed": 20, "erased": 0, "waiting": 0}


def test_many_faults_are_counted_and_a_hundred_named(run_cli: Any, app: Any) -> None:
    chained.lay("event", 300)
    chained.behind_the_back("UPDATE event SET method = 'nfc'")
    said = json.loads(run_cli("audit", "verify", "--format", "json").stdout)
    assert (said["faults"], len(said["listed"])) == ({"changed": 300}, 100)
    assert "… och 200 till." in run_cli("audit", "verify").stdout


def test_a_head_is_printed_to_be_published_and_held_against_what_is_there(
    run_cli: Any, next_day: None, tmp_path: Any
) -> None:
    told = run_cli("audit", "head", "--format", "json")
    assert told.exit_code == 0
    file = tmp_path / "head.json"
    file.write_text(told.stdout)
    assert run_cli("audit", "verify", "--head", file).exit_code == 0
    said = json.loads(told.stdout)
    assert said["date"] == "2026-11-22"
    key = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(said["public_key"]))
    content = f"vem kommer\0head\0{said['date']}\n{said['tips']}\n{said['signed_at']}".encode()
    key.verify(base64.urlsafe_b64decode(said["signature"]), content)  # as anybody may, without us
    chained.behind_the_back("DELETE FROM head", "DELETE FROM seal WHERE number = 2", "DELETE FROM event WHERE id > 10",
                            "DELETE FROM trail WHERE id > 10")  # fmt: skip
    assert run_cli("audit", "verify").exit_code == 0, "nothing left here tells of it"
    told = run_cli("audit", "verify", "--head", file)
    assert told.exit_code == 1
    assert "Först: event 2026-11-22: kedjan slutar före den undertecknade slutpunkten" in told.stdout


def test_a_head_of_a_day(run_cli: Any, next_day: None) -> None:
    told = run_cli("audit", "head", "--date", "2026-11-22")
    assert "2026-11-22" in told.stdout
    assert signing.public_key() in told.stdout
    assert run_cli("audit", "head", "--date", "2026-11-21").exit_code == 1


@pytest.mark.parametrize("content", ["inte json", "[]", "{}", '{"date": "2026-11-22"}'])
def test_a_file_that_is_no_head_is_said_to_be_none(run_cli: Any, app: Any, tmp_path: Any, content: str) -> None:
    file = tmp_path / "head.json"
    file.write_text(content)
    told = run_cli("audit", "verify", "--head", file)
    assert told.exit_code == 2
    assert "no published head" in told.stderr


def test_an_empty_database_is_sound_and_has_no_head(run_cli: Any, app: Any) -> None:
    assert run_cli("audit", "verify").exit_code == 0
    told = run_cli("audit", "head")
    assert told.exit_code == 1
    assert "Det finns ingen undertecknad slutpunkt" in told.stderr


def test_each_kind_of_fault_has_a_sentence() -> None:
    for kind in findings.SAYS:
        assert findings.Fault(kind, "event", "7").text.startswith("event 7: ")


def test_a_signature_holds_for_its_own_purpose_and_content_only() -> None:
    signature, key = signing.sign(b"innehall", "disclosure")
    assert signing.holds(b"innehall", signature)
    assert signing.holds(b"innehall", signature, "disclosure", key)
    assert not signing.holds(b"innehal1", signature)
    assert not signing.holds(b"innehall", signature, "head")
    for wrong in ("", "å", "QUJD", signature[:-4]):
        assert not signing.holds(b"innehall", wrong)
        assert not signing.holds(b"innehall", signature, key=wrong or "x")


@pytest.mark.parametrize("text", ["", "trail:1", "x:1:" + "a" * 64, "trail:1:" + "A" * 64, "trail:-1:" + "a" * 64])
def test_what_is_no_seal_of_the_log_is_refused(run_cli: Any, app: Any, text: str) -> None:
    assert run_cli("audit", "verify", "--seal", text).exit_code == 2
    assert run_cli("audit", "verify", "--seal", "trail:1:" + "a" * 64).exit_code == 1
