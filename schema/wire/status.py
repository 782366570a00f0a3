"""The wire's public figures: `GET /status.json`."""

from __future__ import annotations

from marshmallow import Schema, fields


class FigureSchema(Schema):
    """A share of 1, or seconds; null where there were too few cases to show. `of`: out of how many, where told."""

    value = fields.Float(required=True, allow_none=True)
    of = fields.Integer(required=True, allow_none=True)


class DayFigureSchema(FigureSchema):
    """The figure of one local date."""

    date = fields.Date(required=True)


class PromiseSchema(Schema):
    """One promise with its definition, over today, seven and ninety days, and by day."""

    name = fields.String(required=True)
    unit = fields.String(required=True, metadata={"description": "share or seconds"})
    title = fields.String(required=True)
    definition = fields.String(required=True)
    today = fields.Nested(FigureSchema, required=True)
    last_7_days = fields.Nested(FigureSchema, required=True)
    last_90_days = fields.Nested(FigureSchema, required=True)
    days = fields.List(fields.Nested(DayFigureSchema), required=True)


class StatusSchema(Schema):
    """All promises of one municipality."""

    municipality = fields.String(required=True)
    demonstration = fields.Boolean(required=True)
    promises = fields.List(fields.Nested(PromiseSchema), required=True)
