"""Templates and addresses are compiled once in a test process, not anew for the app of each test.

Nine tenths of making an app went there, and a third of all tests' time into making apps.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule


class Kept(BytecodeCache):
    """What was compiled so far, by the source itself and by what compiling it rests on."""

    def __init__(self) -> None:
        self._code: dict[tuple[Any, ...], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of the same source before."""
        bucket.code = self._code.get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled now."""
        assert bucket.code is not None
        self._code[self._key(bucket)] = bucket.code

    def _key(self, bucket: Bucket) -> tuple[Any, ...]:
        world = bucket.environment
        escapes = world.autoescape if isinstance(world.autoescape, bool) else world.autoescape.__qualname__
        return bucket.key, bucket.checksum, escapes, world.trim_blocks, world.lstrip_blocks, world.is_async


def once_a_process() -> None:
    """Let every environment, and every map of addresses, of this process share what is compiled."""
    kept = Kept()
    Environment.bytecode_cache = property(lambda _: kept, lambda _, __: None)  # type: ignore[assignment]
    Rule._compile_builder = _remembering(Rule._compile_builder)  # type: ignore[method-assign]


def _remembering(build: Callable[..., Any]) -> Callable[..., Any]:
    """What builds an address out of values rests on the rule's parts alone, where none of them has a default."""
    made: dict[tuple[Any, ...], Any] = {}

    def remembered(rule: Rule, append_unknown: bool = True) -> Any:
        if rule.defaults:
            return build(rule, append_unknown)
        key = tuple(rule._trace), append_unknown
        if key not in made:
            made[key] = build(rule, append_unknown)
        return made[key]

    return remembered
