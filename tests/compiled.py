"""Templates, addresses and statements are compiled once in a test process, not anew for the app of each test.

Nine tenths of making an app went there, and a third of all tests' time into making apps; of what was left, a fifth
went into compiling the same SQL for each test's own engine. A served process keeps it as long as it lives, too.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Mapper
from sqlalchemy.util import LRUCache
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


class Statements(LRUCache[tuple[Any, ...], Any]):
    """What SQLAlchemy compiled so far: by the kind of database, not by the engine of one test."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """As a dictionary's; the first part of a key is the engine's dialect."""
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], value: Any) -> None:
        super().__setitem__((type(key[0]), *key[1:]), value)


def once_a_process() -> None:
    """Let every environment, engine and map of addresses of this process share what is compiled."""
    kept = Kept()
    Environment.bytecode_cache = property(lambda _: kept, lambda _, __: None)  # type: ignore[assignment]
    statements = Statements(4000)
    Engine._compiled_cache = property(lambda _: statements, lambda _, __: None)  # type: ignore[assignment]
    Mapper._compiled_cache = property(lambda _: statements)  # type: ignore[assignment]
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
