"""The wire's gaps: `GET /api/v1/gaps` (contract sections 5 and 6)."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from schema.wire.lists import CursorSchema, Key, PageSchema

FOUND = (
    "not_started", "late", "early", "missed", "merged", "short", "long", "very_short", "unplanned", "wrong_worker",
    "single_staffed", "no_check_out", "no_check_in", "overlap", "impossible_travel", "extra_event", "manual",
    "wrong_card", "plan_shortened",
)  # fmt: skip
"""Between the plan and what was registered: contract section 6."""
SAID = ("said_not_come", "said_wrong_person", "said_too_short", "said_other")
"""What somebody said of a visit, whatever was registered."""
KINDS = FOUND + SAID
STATES = ("open", "explained", "closed", "resolved")


class GapQuerySchema(CursorSchema):
    """Which gaps; both dates are in."""

    from_ = fields.Date(data_key="from")
    to = fields.Date()
    unit = Key()
    kind = fields.String(validate=validate.OneOf(KINDS))
    state = fields.String(validate=validate.OneOf(STATES))

    @validates_schema
    def _forward(self, asked: dict[str, Any], **_: Any) -> None:
        if "from_" in asked and "to" in asked and asked["to"] < asked["from_"]:
            raise ValidationError("The period ends before it begins.", "to")


class GapReviewSchema(Schema):
    """A step of a gap's review. Free text stays in the service."""

    step = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)


class GapSchema(Schema):
    """A gap between plan and reality. Ids are the planning system's."""

    key = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    visit_id = fields.String(required=True, allow_none=True)
    recipient_id = fields.String(required=True)
    worker_id = fields.String(required=True, allow_none=True)
    unit_id = fields.String(required=True)
    date = fields.Date(required=True)
    minutes = fields.Integer(required=True)
    found_at = fields.AwareDateTime(required=True)
    resolved_at = fields.AwareDateTime(required=True, allow_none=True)
    reviews = fields.List(fields.Nested(GapReviewSchema), required=True)


class GapsSchema(PageSchema):
    """A page of gaps."""

    items = fields.List(fields.Nested(GapSchema), required=True)
