"""Everything about one person, made at the desk with a reason: a page to print, or a sealed folder to hand over."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, url_for
from werkzeug.wrappers import Response

from backend.access.audience import audience
from backend.privacy import disclosing
from backend.privacy.disclosing import HandedOut
from clients.privacy import asked, words
from clients.privacy.routes import shown
from clients.ui import readable

blueprint = Blueprint("privacy_extracts", __name__, url_prefix="/dataskydd")


@blueprint.post("/<kind>/<int:row_id>/utdrag")
@audience(*asked.DESK)
def extract(kind: str, row_id: int) -> Response | tuple[str, int]:
    """Make the extract; the reason is asked for and logged."""
    scope = asked.scope(*asked.DESK)
    if kind not in words.KINDS:
        abort(404)
    person = asked.person(scope, kind, row_id)
    try:
        made = disclosing.hand_out(scope, person, asked.municipality(), asked.text("reason"))
    except disclosing.NoReason:
        return shown(scope, person, extract=words.NO_REASON), 422
    return answer(made, "utdrag.zip", url_for("privacy.person", kind=kind, row_id=row_id))


def answer(made: HandedOut, name: str, back: str) -> Response:
    """The document as the form asked for it: a page, or the files in a zip."""
    if asked.text("form") != "zip":
        return make_response(readable.page(made.document, made.seal, back))
    packed = make_response(readable.packed(made.document, made.content, made.seal))
    packed.headers["Content-Type"] = "application/zip"
    packed.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return packed
