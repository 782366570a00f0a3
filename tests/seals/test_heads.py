"""What is cut off together with its seals is found by the daily heads, and by those that were published."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from backend.access.unit_of_work import committed
from backend.seals import head, seal, tips
from backend.seals.verify import verify
from schema import clock
from tests.seals import chained

pytestmark = pytest.mark.parametrize("chain", ("event", "trail"))


def first(*kinds: str) -> tuple[str, str, str]:
    """The first fault; all kinds that were found must be these."""
    found = verify()
    assert set(found.faults) == set(kinds), found.document()
    assert found.first
    return found.first.kind, found.first.table, found.first.id


def test_rows_and_seals_cut_off_together_are_found_by_the_head(any_app: Any, chain: str) -> None:
    ids = chained.lay(chain)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=True):
        with committed():
            assert head.sign_missing() == 1
        assert verify().sound
        chained.behind_the_back("DELETE FROM seal WHERE chain = :chain AND number = 2", chain=chain)
        chained.behind_the_back(f"DELETE FROM {chain} WHERE id >= :id", id=ids[10])
        assert first("truncated") == ("truncated", chain, "2026-11-22")


def test_everything_after_a_day_cut_off_is_found_by_the_days_without_head(any_app: Any, chain: str) -> None:
    chained.lay(chain)
    now = clock.now()
    for day in (1, 2, 3):
        with time_machine.travel(now + timedelta(days=day), tick=True):
            chained.write(chain, 2)
            seal.seal_new()
            with committed():
                head.sign_missing()
    with time_machine.travel(now + timedelta(days=3, hours=6), tick=True):
        assert verify().sound
        chained.behind_the_back("DELETE FROM head WHERE date > '2026-11-22'", "DELETE FROM seal WHERE number > 3",
                                f"DELETE FROM {chain} WHERE id > 22")  # fmt: skip
        assert first("head_missing") == ("head_missing", "head", "2026-11-23")


def test_a_published_head_finds_what_was_cut_off_and_made_anew(any_app: Any, chain: str, tmp_path: Any) -> None:
    """All of it gone, rows, seals and heads, and a new past begun with the service itself."""
    chained.lay(chain)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=True):
        with committed():
            head.sign_missing()
        published = head.of_day(None)
        assert published
        assert verify([published]).sound
        chained.behind_the_back("DELETE FROM head", "DELETE FROM seal", f"DELETE FROM {chain}")
        assert verify().sound, "nothing is left that could tell"
        found = verify([published])
        assert {fault.kind for fault in found.listed} == {"truncated", "head_changed"}
        chained.lay(chain)
        with committed():
            head.sign_missing()
        found = verify([published])
        assert found.first
        assert (found.first.kind, found.first.table, found.first.id) == ("truncated", chain, "2026-11-22")
        assert not verify([{**published, "tips": json.dumps({chain: [0, ""]})}]).sound, "a head of nobody's"


def test_rows_and_seals_of_today_cut_off_together_are_found_by_the_log(any_app: Any, chain: str, caplog: Any) -> None:
    """Nothing in the database tells: it is as it was before. The log and whoever seals remember."""
    caplog.set_level("INFO", "backend.seals.tips")
    ids = chained.lay(chain)
    last = [tips.read(line.removeprefix("sealed ")) for line in caplog.messages][-1]
    assert last
    assert verify(sealed=[last]).sound
    cut = (f"DELETE FROM {chain} WHERE id >= {ids[10]}", f"DELETE FROM seal WHERE chain = '{chain}' AND number = 2")
    chained.behind_the_back(*cut)
    found = verify(sealed=[last])
    assert [(fault.kind, fault.id) for fault in found.listed] == [("cut_off", f"{chain} 2")]
    caplog.clear()
    seal.seal_new()
    assert [line for line in caplog.messages if line.startswith("cut off")] == [
        f"cut off: seal {last} is gone or another"
    ]
    caplog.clear()
    chained.write(chain, 1)
    seal.seal_new()
    assert not [line for line in caplog.messages if line.startswith("cut off")]
    assert not verify(sealed=[last]).sound, "another seal of the same number is not the one that was"


def test_a_head_changed_is_found(any_app: Any, chain: str) -> None:
    chained.lay(chain)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=True):
        with committed():
            head.sign_missing()
        chained.behind_the_back("UPDATE head SET tips = :tips", tips=json.dumps({chain: [0, ""]}))
        assert first("head_changed") == ("head_changed", "head", "2026-11-22")
