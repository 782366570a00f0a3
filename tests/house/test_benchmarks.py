"""The benchmarks are not timed here; this keeps them whole, so that `make bench` runs when somebody needs it."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.bench import load, servers
from tests.bench.ratios import compare
from tests.house import files

BENCHES = [name.stem for name in files.python_files("tests") if name.stem.endswith("_bench")]


def test_each_benchmark_can_be_run():
    for name in BENCHES:
        assert callable(import_module(f"tests.bench.{name}").main)


def test_a_ratio_is_the_middle_of_its_rounds(capsys):
    ours, limit = iter([9.0, 1.0, 4.0, 2.0]), iter([9.0, 2.0, 2.0, 2.0])
    told = compare("x", lambda: next(ours), lambda: next(limit), rounds=3, at_least=0.9)
    assert told.median == 1.0
    assert told.each == [0.5, 2.0, 1.0]
    assert "1.00 (0.50-2.00)" in capsys.readouterr().out


@pytest.mark.loopback
def test_a_load_is_served_and_its_answers_are_checked(monkeypatch):
    with servers.serve("tests.bench.bare:app") as address:
        assert servers.rate(f"{address}/", lambda status, body: body == b"hello", seconds=1, connections=2) > 0
        with pytest.raises(AssertionError, match="a wrong answer"):
            servers.rate(f"{address}/", lambda status, body: body == b"goodbye")
        monkeypatch.setattr(servers.shutil, "which", lambda name: None)
        assert servers.rate(f"{address}/", lambda status, body: status == 200, seconds=1, connections=2) > 0
        load.main(f"{address}/none", 0.1, 1, {})
