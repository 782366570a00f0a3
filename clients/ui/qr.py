"""A QR code to be drawn inline on a page, from what a template is given."""

from __future__ import annotations

from dataclasses import dataclass

from backend.cards.sheet import qr_modules


@dataclass(frozen=True)
class Drawing:
    """A QR code as the path of an SVG, one unit a module, `size` modules a side, without the quiet zone."""

    size: int
    path: str


def drawing(text: str) -> Drawing:
    """The QR code of `text`."""
    modules = qr_modules(text)
    runs = ((x, y) for y, row in enumerate(modules) for x, dark in enumerate(row) if dark)
    return Drawing(len(modules), "".join(f"M{x} {y}h1v1h-1z" for x, y in runs))
