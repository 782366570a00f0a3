from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Add this face to the app."""
