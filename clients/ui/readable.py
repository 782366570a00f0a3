"""What is handed out, for people to read and print: a page that needs nothing beside it, and the files of a folder."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from flask import render_template

from backend.privacy import sealing
from clients.ui import STATIC, asset
from clients.ui.speech import day_in_words

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::(\d\d))?[+-]\d\d:\d\d")
CODES = {
    "none": "inget", "times": "tider", "names": "tider och namn", "services": "tider, namn och insats",
    "planned": "planerat", "in_progress": "pågår", "done": "klart", "missed": "blev inte av", "cancelled": "inställt",
    "absent": "inte hemma", "declined": "avböjt", "check_in": "loggade in", "check_out": "loggade ut",
    "arrived": "kom fram", "note": "anteckning", "qr": "kort (QR)", "nfc": "bricka (NFC)", "phone": "telefon",
    "app": "i appen", "manual": "i efterhand", "import": "ur planen", "self": "hon eller han själv",
    "guardian": "god man eller förvaltare", "future_power": "framtidsfullmakt", "written": "skriftligt",
    "spoken": "muntligt", "telephone": "per telefon", "worker": "medarbetare", "planner": "planerare",
    "manager": "enhetschef", "head": "verksamhetschef", "auditor": "granskare", "admin": "systemförvaltare",
    "card": "kortet i hemmet", "service": "tjänsten", "api_key": "annat system", "paired": "egen enhet",
    "relative": "anhörig", "read": "läste", "change": "ändrade", "print": "skrev ut", "export": "hämtade",
    "sign_in": "loggade in", "sign_out": "loggade ut", "refused": "nekades", "break_glass": "öppnade i en nödsituation",
    "legal": "utredning", "research": "forskning", "extract": "registerutdrag", "who_with_whom": "vem var hos vem",
    "sms_detail": "sms", "card_detail": "kortet", "device": "egen enhet", "recipients": "personen",
    "relatives": "anhörig", "decisions": "beslut", "absences": "frånvaro", "workers": "medarbetare",
}  # fmt: skip
"""Codes as people say them; what is not here is shown as it stands."""
GAPS = {
    "not_started": "inte påbörjat", "late": "sent", "early": "tidigt", "missed": "blev inte av", "merged": "slogs ihop",
    "short": "kortare än planerat", "long": "längre än planerat", "very_short": "mycket kort", "unplanned": "oplanerat",
    "wrong_worker": "en annan än den planerade kom", "single_staffed": "en där två skulle vara",
    "no_check_out": "ingen utloggning", "no_check_in": "ingen inloggning", "overlap": "två hem på samma gång",
    "impossible_travel": "för kort restid", "extra_event": "extra registrering", "manual": "registrerat i efterhand",
    "wrong_card": "ett annat hems kort", "plan_shortened": "planen kortades",
}  # fmt: skip


def page(document: Mapping[str, Any], seal: Mapping[str, str], *, whole: bool) -> str:
    """The document as a page; `whole`: with its style in it, to be kept as a file beside the JSON."""
    template = "who_with_whom_paper.html" if document["format"].startswith("vem-kommer-who") else "extract_paper.html"
    style = (STATIC / "paper.css").read_text(encoding="utf-8") if whole else None
    return render_template(
        template, document=document, seal=seal, style=style, link=asset("paper.css"), say=say, said_row=said_row,
        filled=filled, large=large, gaps=GAPS, clock=clock_of,
        day=lambda text: day_in_words(date.fromisoformat(text), "sv"),
    )  # fmt: skip


def files(document: Mapping[str, Any], content: bytes, seal: Mapping[str, str]) -> dict[str, bytes]:
    """The files of what is handed out, by name: the JSON and the page, each with its seal."""
    name = seal["file"]
    readable = f"{PurePath(name).stem}.html"
    html = page(document, seal, whole=True).encode()
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


def clock_of(text: str | None) -> str:
    """The clock time of an ISO instant, to the minute, or to the second where it has any; "?" for none."""
    found = _INSTANT.fullmatch(text or "")
    if found is None:
        return "?"
    return found[2] if found[3] in (None, "00") else f"{found[2]}:{found[3]}"


def say(value: Any) -> str:
    """A value of a document, as it is read."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list):
        return ", ".join(say(one) for one in value) or "–"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {say(one)}" for key, one in value.items() if one not in (None, "", []))
    found = _INSTANT.fullmatch(str(value))
    return f"{found[1]} {clock_of(str(value))}" if found else CODES.get(str(value), str(value))


def large(words: str) -> str:
    """Words with a capital letter first, and the rest as it is."""
    return words[:1].upper() + words[1:]


def said_row(row: Mapping[str, Any], columns: list[str]) -> list[str]:
    """A row's values, as they are read."""
    return [say(row[name]) for name in columns]


def filled(section: Mapping[str, Any]) -> list[str]:
    """The columns of a section in which some row says something: an empty column only makes a table wide."""
    return [
        name for name in section["columns"] if any(row[name] not in (None, "", [], False) for row in section["rows"])
    ]
