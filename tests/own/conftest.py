from __future__ import annotations

from tests.pairing.conftest import any_homes, homes

__all__ = ["any_homes", "homes"]
