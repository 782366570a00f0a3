"""The wire's imports: `POST /api/v1/imports` (contract sections 4 and 5)."""

from __future__ import annotations

from marshmallow import Schema, fields


class ImportQuerySchema(Schema):
    """As the switches of `flask import`."""

    dry_run = fields.Boolean(load_default=False)
    replace = fields.Boolean(load_default=False)
    force = fields.Boolean(load_default=False)


class ImportReportSchema(Schema):
    """The report of an import; `run` names it for taking it back, null on a dry run."""

    run = fields.Integer(required=True, allow_none=True)
    tables = fields.Dict(keys=fields.String(), values=fields.Dict(), required=True)
    errors = fields.List(fields.Dict(), required=True)
    warnings = fields.List(fields.Raw(), required=True)
