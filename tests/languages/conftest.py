from __future__ import annotations

from tests.card.conftest import world

__all__ = ["world"]
