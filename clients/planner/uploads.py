"""An upload between the preview and the yes: kept for an hour, encrypted with a key that only the session has.

A session outlives a sign-out at a shared computer, so the upload is also bound to who made it.
"""

from __future__ import annotations

import secrets
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app, session
from flask_security import current_user
from werkzeug.datastructures import FileStorage

from clients.planner.boxes import PIECE, Box, unbox
from schema import clock

KEPT_SECONDS = 3600
ENTRY = "upload"
LONGEST_NAME = 60
WHOLE = (".zip", ".xlsx")
"""Files that are a package by themselves."""


def keep(files: list[FileStorage]) -> None:
    """Keep these files for this session in place of earlier ones."""
    forget()
    _sweep()
    name, key, names = secrets.token_urlsafe(20), Fernet.generate_key(), set[str]()
    with Box(_folder() / name, key) as box, zipfile.ZipFile(box, "w") as archive:  # type: ignore[call-overload]  # it only writes
        for place, file in enumerate(files, 1):
            inside = _name(file.filename)
            inside = f"{place}-{inside}" if inside in names else inside
            names.add(inside)
            with archive.open(inside, "w") as member:
                shutil.copyfileobj(file.stream, member, PIECE)
    session[ENTRY] = {
        "name": name, "key": key.decode(), "by": current_user.get_id(),
        "label": ", ".join(str(file.filename) for file in files)[:200],
    }  # fmt: skip


def label() -> str:
    """The names of the files, as they were on the planner's machine."""
    entry = _own()
    return str(entry["label"]) if entry else ""


def _own() -> dict[str, str] | None:
    """The session's upload, if whoever is signed in made it."""
    entry: dict[str, str] | None = session.get(ENTRY)
    return entry if entry and entry.get("by") == current_user.get_id() else None


@contextmanager
def package() -> Iterator[Path | None]:
    """The kept upload as a package on disk while the block runs; None when it is gone or an hour old."""
    entry = _own()
    path = _folder() / PurePath(entry["name"]).name if entry else None
    if entry is None or path is None or not path.is_file() or _age(path) > KEPT_SECONDS:
        yield None
        return
    with TemporaryDirectory(prefix="plan-") as place:
        bundle, folder = Path(place) / "bundle", Path(place) / "package"
        folder.mkdir()
        try:
            unbox(path, entry["key"].encode(), bundle)
        except InvalidToken:
            yield None
        else:
            yield _unpacked(bundle, folder)


def forget() -> None:
    """Remove the kept upload."""
    entry = session.pop(ENTRY, None)
    if entry:
        (_folder() / PurePath(entry["name"]).name).unlink(missing_ok=True)


def _name(given: str | None) -> str:
    """A file's name without its folders, such that a file can have it here."""
    name = PurePath((given or "").replace("\\", "/").replace("\0", "")).name
    return name[-LONGEST_NAME:] if name.strip(". ") else "paket"


def _unpacked(bundle: Path, folder: Path) -> Path:
    with zipfile.ZipFile(bundle) as archive:
        names = archive.namelist()
        for name in names:
            with archive.open(name) as member, (folder / PurePath(name).name).open("wb") as file:
                shutil.copyfileobj(member, file, PIECE)
    bundle.unlink()
    whole = len(names) == 1 and PurePath(names[0]).suffix.lower() in WHOLE
    return folder / names[0] if whole else folder


def _folder() -> Path:
    folder = Path(current_app.instance_path) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _age(path: Path) -> float:
    return clock.now().timestamp() - path.stat().st_mtime


def _sweep() -> None:
    for path in _folder().iterdir():
        if _age(path) > KEPT_SECONDS:
            path.unlink(missing_ok=True)
