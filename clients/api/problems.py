"""Errors as problem+json, for this face only: what goes wrong elsewhere stays a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, request
from werkzeug.exceptions import HTTPException, UnprocessableEntity

from schema.wire.problems import MEDIA_TYPE

ROOT = "/api/v1/"


class Problem(HTTPException):
    """Stops a request with a problem. `code` is stable, `detail` a sentence for a human."""

    def __init__(self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None,
                 errors: Any = None):  # fmt: skip
        super().__init__(detail)
        self.code = status
        self.answer = respond(status, code, detail, errors)
        self.answer.headers.update(headers or {})


def respond(status: int, code: str, detail: str, errors: Any = None) -> Response:
    """A problem+json response."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}
    if errors:
        body["errors"] = errors
    return Response(json.dumps(body), status, mimetype=MEDIA_TYPE)


def said(problem: Problem) -> Response:
    """The answer of a problem that a view raised."""
    return problem.answer


def bad_query(fault: UnprocessableEntity) -> Response:
    """The answer to arguments that do not fit their schema."""
    data: dict[str, Any] = getattr(fault, "data", {})
    return respond(422, "bad_request", "Something in the request is not as it should be.", data.get("messages"))


def keep_to_problems(response: Response) -> Response:
    """Whatever refused a request to this face (no such route, too large, a fault of ours) is a problem too."""
    if not request.path.startswith(ROOT) or response.status_code < 400 or response.mimetype == MEDIA_TYPE:
        return response
    status = HTTPStatus(response.status_code)
    kept = {name: value for name, value in response.headers.items() if name in ("Allow", "Retry-After")}
    problem = respond(status, status.name.lower(), status.description or status.phrase)
    problem.headers.update(kept)
    return problem
