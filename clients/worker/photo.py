"""`/personal/bild`: a picture of herself, beside her name where she comes. Her own choice, taken back at once."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import limit, trail, transaction
from backend.access.audience import audience
from backend.access.scope import Scope, current_scope
from backend.cards import photos
from clients.worker.words import words_of_pages
from schema import clock

blueprint = Blueprint("worker_photo", __name__, url_prefix="/personal/bild", template_folder="templates")
blueprint.context_processor(words_of_pages)
FAULTS = {
    "none": "Välj en bild först.",
    "agree": "Kryssa i rutan om du vill att bilden visas.",
    "large": "Bilden är för stor. Välj en som är mindre än 12 megabyte.",
    "unknown": "Det gick inte att läsa bilden. Välj en bild i formatet JPEG, PNG eller WebP.",
}


@blueprint.get("")
@audience("worker")
def page() -> str:
    """The picture that stands, and what it is shown to."""
    return _page(_own())


@blueprint.post("")
@audience("worker")
def take() -> Response | tuple[str, int]:
    """A new picture, with her word that it may be shown."""
    scope, sent = _own(), request.files.get("picture")
    raw = sent.read(photos.LARGEST_BYTES + 1) if sent else b""
    fault = "none" if not raw else "agree" if "agree" not in request.form else None
    limit.attempt("upload", scope.user_id)
    transaction.let_go()  # nobody waits for a picture to be read
    try:
        if fault is None:
            photos.take(scope, photos.square(raw))
    except photos.NoPicture as wrong:
        fault = wrong.code
    if fault:
        return _page(scope, FAULTS[fault]), 422
    trail.note(scope, "change", worker_id=scope.worker_id, reason="photo_shown")
    flash("Sparat. Bilden visas nu bredvid ditt namn.", "success")
    return redirect(url_for("worker_photo.page"), 303)


@blueprint.post("/bort")
@audience("worker")
def remove() -> Response:
    """No picture any more."""
    scope = _own()
    if photos.remove(scope):
        trail.note(scope, "change", worker_id=scope.worker_id, reason="photo_removed")
        flash("Bilden är borttagen.", "success")
    return redirect(url_for("worker_photo.page"), 303)


def _own() -> Scope:
    scope = current_scope("worker")
    return scope if scope.worker_id is not None else abort(404)


def _page(scope: Scope, fault: str | None = None) -> str:
    kept = photos.standing(scope.worker_id or 0)
    shown = photos.address(kept, clock.today()) if kept else None
    return render_template("worker/photo.html", shown=shown, fault=fault)
