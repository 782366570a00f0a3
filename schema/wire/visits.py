"""The wire's visits: `GET /api/v1/visits` (contract section 5)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from schema.wire.lists import CursorSchema, Key, PageSchema

STATUSES = ("planned", "in_progress", "done", "missed", "cancelled", "absent", "declined")


class VisitQuerySchema(CursorSchema):
    """Which visits; what is left out narrows nothing."""

    date = fields.Date(metadata={"description": "Local date of window_start"})
    unit = Key()
    recipient = Key()


class VisitSchema(Schema):
    """A planned visit with its state. Ids are the planning system's; instants RFC 3339 in UTC."""

    visit_id = fields.String(required=True)
    recipient_id = fields.String(required=True)
    unit_id = fields.String(required=True)
    date = fields.Date(required=True)
    window_start = fields.AwareDateTime(required=True)
    window_end = fields.AwareDateTime(required=True)
    duration_minutes = fields.Integer(required=True)
    services = fields.List(fields.String(), required=True)
    workers = fields.List(fields.String(), required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    check_in = fields.AwareDateTime(required=True, allow_none=True)
    check_out = fields.AwareDateTime(required=True, allow_none=True)
    revision = fields.Integer(required=True)


class VisitsSchema(PageSchema):
    """A page of visits."""

    items = fields.List(fields.Nested(VisitSchema), required=True)
