"""An upload between the preview and the yes: kept for an hour, encrypted with a key that only the session has.

A session outlives a sign-out at a shared computer, so the upload is also bound to who made it.
"""

from __future__ import annotations

import io
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app, session
from flask_security import current_user
from werkzeug.datastructures import FileStorage

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
    bundle, names = io.BytesIO(), set[str]()
    with zipfile.ZipFile(bundle, "w") as archive:
        for place, file in enumerate(files, 1):
            name = _name(file.filename)
            name = f"{place}-{name}" if name in names else name
            names.add(name)
            archive.writestr(name, file.read())
    name, key = secrets.token_urlsafe(20), Fernet.generate_key()
    (_folder() / name).write_bytes(Fernet(key).encrypt(bundle.getvalue()))
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
    try:
        plain = Fernet(entry["key"].encode()).decrypt(path.read_bytes())
    except InvalidToken:
        yield None
        return
    with TemporaryDirectory(prefix="plan-") as folder:
        yield _unpacked(plain, Path(folder))


def forget() -> None:
    """Remove the kept upload."""
    entry = session.pop(ENTRY, None)
    if entry:
        (_folder() / PurePath(entry["name"]).name).unlink(missing_ok=True)


def _name(given: str | None) -> str:
    """A file's name without its folders, such that a file can have it here."""
    name = PurePath((given or "").replace("\\", "/").replace("\0", "")).name
    return name[-LONGEST_NAME:] if name.strip(". ") else "paket"


def _unpacked(plain: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        names = archive.namelist()
        for name in names:
            (folder / PurePath(name).name).write_bytes(archive.read(name))
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
