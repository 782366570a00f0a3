"""The blueprint of the API, its cursor links, and what its description says of all routes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import current_app, request
from flask_smorest import Blueprint
from werkzeug.exceptions import UnprocessableEntity

from clients.api.problems import Problem, bad_query, said
from schema.wire.problems import MEDIA_TYPE, ProblemSchema

blueprint = Blueprint(
    "api", __name__, url_prefix="/api/v1", description="Other systems: events in, visits and gaps out"
)
blueprint.register_error_handler(Problem, said)
blueprint.register_error_handler(UnprocessableEntity, bad_query)

PROBLEMS: dict[str, Any] = {
    str(status): {"description": text, "content": {MEDIA_TYPE: {"schema": ProblemSchema}}}
    for status, text in (
        (400, "Not even the envelope could be read"),
        (401, "No key, or a wrong one"),
        (403, "The key lacks the scope"),
        (413, "Too large"),
        (422, "Not understood"),
        (429, "Too often: come back after `Retry-After` seconds"),
    )
}


def described(scope: str, **more: Any) -> Any:
    """Describe a route: that it needs a key with a scope, and how it fails."""
    return blueprint.doc(security=[{"bearer": []}], description=f"Scope `{scope}`.", responses=PROBLEMS, **more)


def next_page(cursor: int | None) -> str | None:
    """The address of the page after `cursor`, asked the same way."""
    if cursor is None:
        return None
    asked = urlencode({**request.args.to_dict(), "after": str(cursor)})  # names of Flask's own may be among them
    ours: str = current_app.extensions["settings"].public_url  # a Host header may name anybody
    return f"{ours}{request.path}?{asked}"
