"""A package in, `flask jobs once morning_list` in a process of its own, and what Twilio got."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fake_twilio import ACCOUNT, TOKEN, FakeTwilio
from tests.packages import DAY, small_package, write_package

PLANS = Path(__file__).parents[2].parent / "shared" / "data" / "plans"
Shell = Callable[..., Any]


@pytest.fixture
def flask(shell_cli: Shell, fake_twilio: FakeTwilio, empty_database: Callable[..., str]) -> Shell:
    """`flask …` as an operator types it, where SMS are live; asserts that it went well."""

    address = empty_database("sqlite", template=True)

    def run(*arguments: object, **environment: str) -> str:
        told = {"SMS_MODE": "live", "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN,
                "TWILIO_FROM": "+46766860000", "TWILIO_BASE_URL": fake_twilio.url,
                "DATABASE_URL": address}  # fmt: skip
        done = shell_cli(*arguments, **{**told, **environment})
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    return run


TICK = ("jobs", "once", "morning_list", "--at", f"{DAY}T06:30", "--format", "json")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A couple with one number, a Finnish speaker, and four who get nothing."""
    tables = small_package()
    elsa, arne, signe = tables["recipients"]
    elsa["sms_detail"], arne["sms_detail"], signe["sms_detail"] = "services", "names", "services"
    arne["phone"] = "070-174 06 05"  # Elsa's, as somebody else writes it
    more = [
        {**signe, "recipient_id": "hemlig", "home_id": "h3", "phone": "+46701740610", "protected": "yes"},
        {**signe, "recipient_id": "slut", "home_id": "h4", "phone": "+46701740611", "ended_on": "2026-11-01"},
        {**signe, "recipient_id": "nej", "home_id": "h5", "phone": "+46701740612", "sms_detail": "none"},
        {**signe, "recipient_id": "osagt", "home_id": "h6", "phone": "+46701740613", "sms_detail": ""},
    ]
    signe["language"] = "fi"
    tables["recipients"] += more
    usual = next(visit for visit in tables["visits"] if visit["recipient_id"] == "signe")
    tables["visits"] += [
        {**usual, "visit_id": f"x{row['recipient_id']}", "recipient_id": row["recipient_id"]} for row in more
    ]
    return write_package(tmp_path / "plan", **tables)


def test_one_message_per_willing_recipient(flask: Shell, fake_twilio: FakeTwilio, package: Path) -> None:
    flask("import", package)
    assert json.loads(flask(*TICK)) == {
        "job": "morning_list",
        "at": "2026-11-24T05:30:00+00:00",
        "result": {"written": 2, "waiting": 0, "withheld": 0, "asked": 1, "sent": 2},
    }
    assert json.loads(flask(*TICK))["result"]["written"] == 0
    assert {message["to"]: message["body"] for message in fake_twilio.accepted} == {
        "+46701740605": "Provkommun: Vi kommer i dag tisdag 24 november:\nkl 8-9 Leila\nkl 12-12.30 Leila\n"
        "kl 18-19.30 Jonas\nFrågor? Ring 018-123 45 67",
        "+46701740607": "Provkommun: Tulemme tänään tiistaina 24. marraskuuta:\nklo 9.30-10.30 Jonas, Hjälp hemma\n"
        "Kysyttävää? Soita 018-123 45 67",
    }
    assert len(fake_twilio.accepted) == 2


def test_nothing_leaves_by_default(flask: Shell, fake_twilio: FakeTwilio, package: Path) -> None:
    flask("import", package)
    assert json.loads(flask(*TICK, SMS_MODE=""))["result"]["sent"] == 2
    assert fake_twilio.requests == []


@pytest.mark.shared
@pytest.mark.skipif(not PLANS.is_dir(), reason="the published plans lie beside the project")
def test_a_published_day(flask: Shell, fake_twilio: FakeTwilio, tmp_path: Path) -> None:
    package = tmp_path / "i-077"
    shutil.copytree(PLANS / "i-077", package, ignore=shutil.ignore_patterns("expected.json"))
    tick = ("jobs", "once", "morning_list", "--at", "2026-10-05T06:30", "--format", "json")
    flask("import", package)
    assert json.loads(flask(*tick))["result"]["written"] == 0  # a wish that is missing is no wish
    table = package / "recipients.csv"
    table.chmod(0o644)
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    write_package(
        package, recipients=[{**row, "sms_detail": "names", "phone_confirmed_on": "2026-10-01"} for row in rows]
    )
    flask("import", package)
    flask(*tick)
    flask(*tick)
    with (package / "visits.csv").open(encoding="utf-8") as file:
        visited = {row["recipient_id"] for row in csv.DictReader(file)}
    numbers = sorted({row["phone"] for row in rows if row["recipient_id"] in visited} - {""})
    assert sorted(message["to"] for message in fake_twilio.accepted) == numbers
    assert all(" måndag 5 oktober:\nkl " in message["body"] for message in fake_twilio.accepted)
