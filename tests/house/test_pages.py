"""What the templates and the files beside them may hold: nothing inline, nothing from elsewhere, every licence."""

from __future__ import annotations

import re
from pathlib import Path

from schema.settings import ROOT
from tests.house import files

INLINE = [
    (r"<script(?![^>]*\bsrc=)[^>]*>", "a script in the page"),
    (r"<style[\s>]", "a style in the page"),
    (r"\sstyle=", "a style on an element"),
    (r"\son\w+=[\"']", "a handler on an element"),
]
ELSEWHERE = r"""(?:src|href|action)=["']?(?:https?:)?//|url\(["']?(?:https?:)?//|@import|from ["']https?:"""
PAPER = {"sheet", "print", "paper"}
"""Templates that are drawn as a document, never sent to a browser, may carry their style."""


def _templates() -> list[Path]:
    return [name for name in files.own(".html") if "templates" in name.parts]


def test_nothing_is_inline():
    found = [
        f"{name}: {what}"
        for name in _templates()
        if not PAPER & set(re.split(r"\W|_", name.stem))
        for pattern, what in INLINE
        if re.search(pattern, files.text(name))
    ]
    assert found == []


def test_nothing_comes_from_elsewhere():
    looked = [*_templates(), *files.own(".css", ".js")]
    assert [str(name) for name in looked if re.search(ELSEWHERE, files.text(name))] == []


def test_others_work_lies_beside_its_licence():
    foreign = {name.parent for name in files.all_files() if name.suffix in {".woff", ".woff2", ".ttf", ".otf"}}
    foreign |= {name.parent for name in files.all_files() if files.VENDORED in name.parts}
    unlicensed = [
        str(folder)
        for folder in foreign
        if not any(re.match(r"(?i)(licen[cs]e|ofl|copying|readme)", path.name) for path in (ROOT / folder).iterdir())
    ]
    assert unlicensed == []
