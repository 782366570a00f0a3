"""Errors of the wire: RFC 9457, with a stable `code`."""

from __future__ import annotations

from marshmallow import Schema, fields

MEDIA_TYPE = "application/problem+json"


class ProblemSchema(Schema):
    """What went wrong with a whole request."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stable; act on this"})
    detail = fields.String(required=True)
    errors = fields.Dict(metadata={"description": "Faults by field"})
