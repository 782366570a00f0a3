"""A file encrypted piece by piece: nobody's upload is whole in memory, however many come at once.

A line is a piece; the lines are in order or the zip in them does not open.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from cryptography.fernet import Fernet

PIECE = 1 << 20


class Box:
    """Takes bytes like a file, and leaves them encrypted at `path`."""

    def __init__(self, path: Path, key: bytes):
        self._lines, self._box, self._rest = path.open("wb"), Fernet(key), bytearray()

    def write(self, some: bytes) -> int:
        """Take some more."""
        self._rest += some
        while len(self._rest) >= PIECE:
            self._put(PIECE)
        return len(some)

    def flush(self) -> None:
        """Pieces are written when they are full."""

    def __enter__(self) -> Box:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _fault: BaseException | None, _at: TracebackType | None
    ) -> None:
        if kind is None and self._rest:
            self._put(len(self._rest))
        self._lines.close()

    def _put(self, size: int) -> None:
        self._lines.write(self._box.encrypt(bytes(self._rest[:size])) + b"\n")
        del self._rest[:size]


def unbox(path: Path, key: bytes, out: Path) -> None:
    """Write what is in a box to `out`. Raises cryptography's InvalidToken where the key is another."""
    box = Fernet(key)
    with path.open("rb") as lines, out.open("wb") as plain:
        for line in lines:
            plain.write(box.decrypt(line.rstrip(b"\n")))
