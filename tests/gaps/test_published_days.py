"""Five published days, imported as they are: the report gives their published figures and no other gap."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

PLANS = Path(__file__).resolve().parents[3] / "shared" / "data" / "plans"
DAYS = {
    "i-054": date(2026, 10, 9),
    "i-077": date(2026, 10, 5),
    "i-134": date(2026, 10, 6),
    "i-164": date(2026, 10, 7),
    "i-369": date(2026, 10, 8),
}
ASKED_FOR = ("late", "missed")

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not PLANS.is_dir(), reason="the published plans do not lie beside the project"),
]


@pytest.mark.parametrize("package", sorted(DAYS))
def test_a_published_day_gives_its_published_figures(package: str, any_run_cli) -> None:
    day = DAYS[package].isoformat()
    expected = json.loads((PLANS / package / "expected.json").read_text())

    imported = any_run_cli("import", PLANS / package, "--format", "json")
    assert imported.exit_code == 0, imported.output
    asked = "--from", day, "--to", day, "--unit", package, "--tolerance", "late=0", "--format", "json"
    answer = any_run_cli("report", "gaps", *asked)
    assert answer.exit_code == 0, answer.output

    report = json.loads(answer.stdout)
    kinds = report.pop("kinds")
    assert report == {
        "from": day, "to": day, "unit": package, "unplanned": 0,
        "planned": expected["planned_visits"], "executed": expected["executed_visits"],
    }  # fmt: skip
    assert kinds["late"]["minutes"] == expected["late_minutes_total"]
    assert kinds["late"]["highest"] == expected["late_minutes_highest"]
    assert kinds["missed"]["visits"] == expected["missed_visits"]
    nothing = {"visits": 0, "minutes": 0, "highest": 0}
    assert {kind: figures for kind, figures in kinds.items() if kind not in ASKED_FOR and figures != nothing} == {}
