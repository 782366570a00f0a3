"""What is handed out, for people to read and print: a page that needs nothing beside it, and the files of a folder."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from flask import render_template

from backend.privacy import sealing
from clients.ui import STATIC, asset
from clients.ui.document_words import GAPS, clock_of, said_row, say
from clients.ui.speech import day_in_words, large


def page(document: Mapping[str, Any], seal: Mapping[str, str], back: str | None = None) -> str:
    """The document as a page with the way `back`; without one, to be kept as a file: with its style in it."""
    template = "who_with_whom_paper.html" if document["format"].startswith("vem-kommer-who") else "extract_paper.html"
    style = (STATIC / "paper.css").read_text(encoding="utf-8") if back is None else None
    return render_template(
        template, document=document, seal=seal, style=style, link=asset("paper.css"), back=back, say=say,
        said_row=said_row, filled=filled, large=large, gaps=GAPS, clock=clock_of,
        day=lambda text: day_in_words(date.fromisoformat(text), "sv"),
    )  # fmt: skip


def files(document: Mapping[str, Any], content: bytes, seal: Mapping[str, str]) -> dict[str, bytes]:
    """The files of what is handed out, by name: the JSON and the page, each with its seal."""
    name = seal["file"]
    readable = f"{PurePath(name).stem}.html"
    html = page(document, seal).encode()
    return {
        name: content,
        name + sealing.SUFFIX: _json(seal),
        readable: html,
        readable + sealing.SUFFIX: _json(sealing.seal(html, readable)),
    }


def packed(document: Mapping[str, Any], content: bytes, seal: Mapping[str, str]) -> bytes:
    """The same files in a zip."""
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in files(document, content, seal).items():
            archive.writestr(name, part)
    return box.getvalue()


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(dict(document), ensure_ascii=False, indent=2) + "\n").encode()


def filled(section: Mapping[str, Any]) -> list[str]:
    """The columns of a section in which some row says something: an empty column only makes a table wide."""
    return [
        name for name in section["columns"] if any(row[name] not in (None, "", [], False) for row in section["rows"])
    ]
