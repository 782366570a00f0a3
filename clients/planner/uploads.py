"""An upload between the preview and the yes: kept for an hour, encrypted with a key that only the session has."""

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
from werkzeug.datastructures import FileStorage

from schema import clock

KEPT_SECONDS = 3600
ENTRY = "upload"
WHOLE = (".zip", ".xlsx")
"""Files that are a package by themselves."""


def keep(files: list[FileStorage]) -> None:
    """Keep these files for this session in place of earlier ones."""
    forget()
    _sweep()
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as archive:
        for file in files:
            archive.writestr(PurePath((file.filename or "paket").replace("\\", "/")).name, file.read())
    name, key = secrets.token_urlsafe(20), Fernet.generate_key()
    (_folder() / name).write_bytes(Fernet(key).encrypt(bundle.getvalue()))
    session[ENTRY] = {"name": name, "key": key.decode(), "label": ", ".join(str(file.filename) for file in files)[:200]}


def label() -> str:
    """The names of the files, as they were on the planner's machine."""
    return str(session.get(ENTRY, {}).get("label", ""))


@contextmanager
def package() -> Iterator[Path | None]:
    """The kept upload as a package on disk while the block runs; None when it is gone or an hour old."""
    entry = session.get(ENTRY)
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
