"""Anything at all, signed or not: here for seconds, by `python -m tests.fuzz hooks` for as long as you like."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.fuzz import hooks


@pytest.mark.parametrize("whatever", [hooks.signed, hooks.unsigned])
def test_nothing_is_a_fault_and_nothing_unsigned_is_heard(live_sqlite: Flask, whatever) -> None:
    whatever(live_sqlite, 1, 80)
