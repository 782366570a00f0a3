"""The service as it is served, but that one card may be opened without end: the looks are counted all the same."""

from __future__ import annotations

from limits import parse

from backend.access import limit
from wsgi import create_app

limit._ITEMS["card_token"] = parse("1000000000 per minute")
app = create_app()
