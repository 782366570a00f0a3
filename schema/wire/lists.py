"""What all lists of the wire share: a cursor to ask with, and a page to get."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

MOST = 500
USUAL = 100
LAST_ID = 2**63 - 1


class Key(fields.String):
    """An outside id or a code to ask for. Control characters are in none, and not every database takes them."""

    def __init__(self, **more: Any):
        super().__init__(validate=validate.Regexp(r"^[^\x00-\x1f]{0,200}(?![\s\S])"), **more)


class CursorSchema(Schema):
    """Where to go on (from the `next` of the page before) and how many to get."""

    after = fields.Integer(load_default=0, validate=validate.Range(0, LAST_ID), metadata={"description": "Cursor"})
    limit = fields.Integer(load_default=USUAL, validate=validate.Range(1, MOST))


class PageSchema(Schema):
    """A page's frame; `items` is each list's own."""

    next = fields.Url(required=True, allow_none=True, metadata={"description": "Address of the next page, or null"})
