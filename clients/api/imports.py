"""`POST /api/v1/imports`: a plan package, as `flask import` takes it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import request
from werkzeug.utils import secure_filename

from backend.access import limit, trail
from backend.access.audience import API_KEY, audience
from backend.intake.plans import import_plan
from backend.planning.run import ImportOrder
from clients.api.blueprint import blueprint, described
from clients.api.keys import holder, needs
from clients.api.problems import Problem
from schema.wire.imports import ImportQuerySchema, ImportReportSchema

BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["package"],
                "properties": {"package": {"type": "string", "contentMediaType": "application/octet-stream"}},
            }
        }
    },
}
UNUSABLE = 2
LONGEST_NAME = 60
LONGEST_SECONDS = 600


@blueprint.route("/imports", methods=["POST"])
@described("plan:write", requestBody=BODY)
@needs("plan:write")
@blueprint.arguments(ImportQuerySchema, location="query")
@blueprint.response(200, ImportReportSchema)
@audience(API_KEY)
def post_import(asked: dict[str, Any]) -> dict[str, Any]:
    """Hand over a plan package (zip or xlsx)"""
    key = holder()
    limit.attempt("upload", "key", key.key_id)
    given = request.files.get("package")
    if given is None or not given.filename:
        raise Problem(422, "package_missing", "Send the package as the multipart field 'package'.")
    with TemporaryDirectory() as folder:
        path = Path(folder) / (secure_filename(given.filename)[-LONGEST_NAME:] or "package.zip")
        given.save(path)
        order = ImportOrder(source=key.source, api_key_id=key.key_id, package=given.filename, seconds=LONGEST_SECONDS,
                            **asked)  # fmt: skip
        outcome = import_plan(path, order)
    if outcome.exit_code == UNUSABLE:
        errors = {"package": outcome.report["errors"]}
        raise Problem(422, "package_unusable", "Nothing of the package was taken in.", errors=errors)
    if outcome.run_id is None:
        trail.note(key.scope, "read")  # tried only
    else:
        trail.note_import(key.scope, outcome.run_id)
    return {"run": outcome.run_id, **outcome.report}
