"""The API's description: the document for machines, and a page of it for people (no script, no network)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template

from backend.access.audience import ANYBODY, audience

blueprint = Blueprint("api_docs", __name__, template_folder="templates")


def description() -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = current_app.extensions["api"].spec.to_dict()
    return found


@blueprint.get("/api/v1/openapi.json")
@audience(ANYBODY)
def openapi() -> Response:
    """The OpenAPI document, for machines."""
    return jsonify(description())


@blueprint.get("/api/docs")
@audience(ANYBODY)
def page() -> str:
    """The same, to read."""
    return render_template("api_docs.html", api=description())
