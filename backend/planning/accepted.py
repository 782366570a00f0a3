"""A master row on its way into the tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from backend.planning.nouns import Content


@dataclass(slots=True)
class Accepted:
    """A row that may go in: its key, its content, and what stands of it already."""

    line: int
    key: str
    content: Content
    digest: str = ""
    row_id: int = 0
    current: dict[str, Any] = field(default_factory=dict)
