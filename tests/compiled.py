"""Templates, addresses, statements and the API's description are made once in a test process, not anew per app.

Nine tenths of making an app went there, and a third of all tests' time into making apps; of what was left, a fifth
went into compiling the same SQL for each test's own engine. A served process keeps it as long as it lives, too.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from apispec import APISpec
from flask_smorest import Api, Blueprint
from flask_smorest.spec import openapi_cli
from jinja2 import Environment, FileSystemLoader, TemplateNotFound
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
    """Let every environment, engine, map of addresses and API of this process share what is compiled."""
    kept = Kept()
    Environment.bytecode_cache = property(lambda _: kept, lambda _, __: None)  # type: ignore[assignment]
    FileSystemLoader.get_source = _read_once(FileSystemLoader.get_source)  # type: ignore[method-assign]
    statements = Statements(4000)
    Engine._compiled_cache = property(lambda _: statements, lambda _, __: None)  # type: ignore[assignment]
    Mapper._compiled_cache = property(lambda _: statements)  # type: ignore[assignment]
    Rule.compile = _compiled_once(Rule.compile)  # type: ignore[method-assign]
    _describe_once()


def _read_once(get_source: Callable[..., Any]) -> Callable[..., Any]:
    """A template's source, or that a folder has none of its name: every app asks each blueprint's folder in turn."""
    read: dict[tuple[Any, ...], Any] = {}

    def remembered(loader: FileSystemLoader, environment: Environment, template: str) -> Any:
        key = (*loader.searchpath, template)
        if key not in read:
            try:
                read[key] = get_source(loader, environment, template)
            except TemplateNotFound as missing:
                read[key] = missing
        if isinstance(read[key], TemplateNotFound):
            raise read[key].with_traceback(None)
        return read[key]

    return remembered


def _compiled_once(compile_rule: Callable[[Rule], None]) -> Callable[[Rule], None]:
    """What matches and builds an address rests on its text and the kinds of its parts, where none has a default."""
    made: dict[tuple[Any, ...], Any] = {}

    def remembered(rule: Rule) -> None:
        assert rule.map is not None
        if rule.defaults or rule.map.host_matching:
            compile_rule(rule)
            return
        key = rule.rule, rule.subdomain, rule.merge_slashes, *rule.map.converters.items()
        if key not in made:
            compile_rule(rule)
            made[key] = (
                (rule._parts, rule._trace, rule._converters),
                (rule._build.__func__, rule._build_unknown.__func__),  # type: ignore[attr-defined]
            )
            return
        (rule._parts, rule._trace, rule._converters), (build, build_unknown) = made[key]
        rule.arguments.update(rule._converters)
        rule._build, rule._build_unknown = build.__get__(rule), build_unknown.__get__(rule)

    return remembered


def _describe_once() -> None:
    """The API's description rests on the code alone: the first app's is every other's."""
    whole: list[APISpec] = []
    begin, describe = Api._init_spec, Blueprint.register_views_in_doc

    def begin_once(api: Api, **options: Any) -> None:
        if not whole:
            begin(api, **options)
            return
        api.spec = APISpec("", "", "3.1.0")
        api.spec.to_dict = whole[0].to_dict
        api._app.cli.add_command(openapi_cli)

    def describe_once(blueprint: Blueprint, api: Api, app: Any, spec: APISpec, **more: Any) -> None:
        if not whole:
            describe(blueprint, api, app, spec, **more)
            whole.append(spec)

    Api._init_spec, Blueprint.register_views_in_doc = begin_once, describe_once
