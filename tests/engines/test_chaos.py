"""A short storm on each database; ten thousand messages are `make bench ARGS=chaos`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schema import clock
from tests.chaos.fast import FastTime
from tests.chaos.run import storm
from tests.chaos.stage import stage


@pytest.mark.loopback
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_each_message_is_in_a_ledger_once_or_has_its_reason(
    empty_database: Callable[..., str], monkeypatch: pytest.MonkeyPatch, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with stage(empty_database(kind, template=True), seed=4, workers=2) as run:
        monkeypatch.setattr(clock, "time", FastTime(run.origin))
        wrong = storm(run, 150, every=1, patience=60, asleep=0)
    assert wrong == []
    told = capsys.readouterr().out
    assert "150 messages" in told and run.killed >= 1, told
