"""Lists a page at a time, as Twilio gives them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

PAGE = 50


def page(name: str, base: str, wanted: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
    """A page of what a query asks for; `name` is what the list is called in the answer."""
    size, number = int(query.get("PageSize", PAGE)), int(query.get("Page", 0))
    part = wanted[number * size : (number + 1) * size]

    def at(there: int) -> str:
        kept = {name: value for name, value in query.items() if name not in ("Page", "PageSize")}
        return f"{base}?{urlencode({**kept, 'PageSize': size, 'Page': there})}"

    return {
        name: part,
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(len(part) - 1, 0),
        "uri": at(number),
        "first_page_uri": at(0),
        "previous_page_uri": at(number - 1) if number else None,
        "next_page_uri": at(number + 1) if len(wanted) > (number + 1) * size else None,
    }
