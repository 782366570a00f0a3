"""The wire's events: what `POST /api/v1/events` takes and answers (contract section 5)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from schema.wire.facts import KINDS, METHODS

BATCH = 500
"""The most events in one request."""
LONGEST_ID = 200
LONGEST_NOTE = 4_000


class EventSchema(Schema):
    """One reported fact, in the sender's own ids. Each is judged by itself; a bad one does not stop the others."""

    event_id = fields.UUID(required=True, metadata={"description": "Made by the sender; the same id is stored once"})
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    visit_id = fields.String(validate=validate.Length(1, LONGEST_ID))
    recipient_id = fields.String(
        validate=validate.Length(1, LONGEST_ID), metadata={"description": "Required where visit_id is not given"}
    )
    worker_id = fields.String(required=True, validate=validate.Length(1, LONGEST_ID))
    occurred_at = fields.AwareDateTime(required=True, format="iso", metadata={"description": "RFC 3339, with offset"})
    method = fields.String(validate=validate.OneOf(METHODS))
    card = fields.String(metadata={"description": "The card's token as read, or the address on it"})
    reason = fields.String(metadata={"description": "A reason code; other text is kept as a note"})
    note = fields.String(validate=validate.Length(max=LONGEST_NOTE))


class EventsSchema(Schema):
    """The envelope: 1 to 500 events in any order, late or not."""

    events = fields.List(fields.Nested(EventSchema), required=True, validate=validate.Length(1, BATCH))


class EventResultSchema(Schema):
    """What became of one event."""

    event_id = fields.String(required=True, allow_none=True)
    outcome = fields.String(
        required=True, validate=validate.OneOf(("accepted", "replayed", "conflict", "rejected"))
    )  # fmt: skip
    code = fields.String(metadata={"description": "Why it was refused, or what was noted about it"})
    message = fields.String()


class EventResultsSchema(Schema):
    """One result an event, in the order of the request."""

    results = fields.List(fields.Nested(EventResultSchema), required=True)
