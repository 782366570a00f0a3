"""The log check (loggkontroll) for heads: openings first, then who looked at whom, by choice or by chance."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from backend.access import trail
from backend.access.audience import audience
from backend.access.opening import LEAST_REASON
from backend.access.scope import Scope, current_scope
from backend.followup import accesses, checks, reach
from backend.followup.accesses import Access, Wanted
from backend.gaps.board import units_of
from clients.manager import check_words as words
from clients.manager.asked import period, whole, wholes
from schema import clock

blueprint = Blueprint("manager_logcheck", __name__, url_prefix="/chef/loggkontroll", template_folder="templates")
WHO = ("head",)


@blueprint.get("")
@audience(*WHO)
def page() -> str:
    """What break-glass opened and nobody has checked; the accesses of a period, chosen or drawn."""
    scope, wanted = current_scope(*WHO), _wanted()
    drawn = request.args.get("urval") == "stickprov"
    rows = accesses.sample(scope, wanted) if drawn else accesses.listing(scope, wanted)
    trail.note(scope, "read", unit_id=_known_unit(scope, wanted), reason="log_check")
    return _shown(scope, wanted, rows, drawn)


@blueprint.post("/namn")
@audience(*WHO)
def names() -> str | tuple[str, int]:
    """The same rows with the names of whom they are about: each look is on the trail with the checker's reason."""
    scope, reason = current_scope(*WHO), request.form.get("reason", "").strip()[:500]
    rows, drawn = accesses.named(scope, wholes("rad")), request.args.get("urval") == "stickprov"
    if len(reason) < LEAST_REASON:
        trail.note(scope, "read", reason="log_check")
        nameless = [replace(row, whom=None) for row in rows]
        wrong = "Skriv varför du behöver se namnen: minst tio tecken."
        return _shown(scope, _wanted(), nameless, drawn, wrong), 422
    for number in sorted({row.number for row in rows if row.number is not None and row.whom}):
        trail.note(scope, "read", recipient_id=number, reason=reason)
    return _shown(scope, _wanted(), rows, drawn)


@blueprint.post("/markera")
@audience(*WHO)
def mark() -> AnyResponse:
    """Record what the check of somebody's accesses, or of the sample, came to."""
    scope, wanted, form = current_scope(*WHO), _wanted(), request.form
    finding = checks.Finding(form.get("verdict", ""), form.get("text", ""), wanted.from_on, wanted.until_on)
    user_id = whole(form.get("user"))
    if form.get("user") and user_id is None:
        abort(404)
    return _recorded(scope, lambda: checks.check_accesses(scope, user_id, finding))


@blueprint.post("/oppning/<int:opening_id>")
@audience(*WHO)
def opening(opening_id: int) -> AnyResponse:
    """Record what the check of one break-glass opening came to."""
    scope, form = current_scope(*WHO), request.form
    return _recorded(
        scope, lambda: checks.check_opening(scope, opening_id, form.get("verdict", ""), form.get("text", ""))
    )


@blueprint.get("/export.csv")
@audience(*WHO)
def export() -> Response:
    """The accesses of the choice as a file, with numbers for people. Leaves an `export` row for each of them."""
    scope, wanted = current_scope(*WHO), _wanted()
    rows = accesses.listing(scope, replace(wanted, before=None), accesses.MOST_EXPORTED)
    trail.note(scope, "export", unit_id=_known_unit(scope, wanted), reason="log_check")
    for number in sorted({row.number for row in rows if row.number is not None}):
        trail.note(scope, "export", recipient_id=number, reason="log_check")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(words.COLUMNS)
    writer.writerows([words.harmless(cell) for cell in words.cells(row)] for row in rows)
    named = f'attachment; filename="loggkontroll-{wanted.from_on}-{wanted.until_on}.csv"'
    return Response(
        "\ufeff" + out.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": named},
    )


def _shown(scope: Scope, wanted: Wanted, rows: list[Access], drawn: bool, wrong: str = "") -> str:
    return render_template(
        "manager/logcheck.html", wanted=wanted, rows=rows, drawn=drawn, openings=checks.unchecked(scope),
        done=checks.done(scope), staff=reach.staff(scope), units=units_of(scope), words=words, today=clock.today(),
        more=not drawn and len(rows) == accesses.PAGE, wrong=wrong,
    )  # fmt: skip


def _recorded(scope: Scope, record: Callable[[], bool]) -> AnyResponse:
    try:
        if not record():
            abort(404)
    except checks.Unfounded:
        flash("Välj vad du kom fram till. Allt annat än utan anmärkning behöver några ord.", "error")
    else:
        trail.note(scope, "change", reason="log_check")
        flash("Kontrollen är sparad.", "success")
    return redirect(url_for("manager_logcheck.page"), 303)


def _wanted() -> Wanted:
    first, last = period()
    args = request.args
    return Wanted(first, last, whole(args.get("enhet")), whole(args.get("vem")), whole(args.get("fore")))


def _known_unit(scope: Scope, wanted: Wanted) -> int | None:
    """The unit asked about, if it is one of the reader's: an id that nobody has cannot stand on the trail."""
    return wanted.unit_id if wanted.unit_id in {unit_id for unit_id, _ in units_of(scope)} else None
