"""The auditor's view (revisor, äldreombudsman): figures, cases by number, one case opened with a reason. Reads only."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from backend.access import trail
from backend.access.audience import audience
from backend.access.opening import LEAST_REASON
from backend.access.scope import current_scope
from backend.gaps import detail as details
from backend.gaps import overview
from backend.gaps.kinds import KINDS
from clients.manager import check_words, remarks, words
from clients.manager.asked import period, whole

blueprint = Blueprint("manager_case", __name__, url_prefix="/chef/granskning", template_folder="templates")
WHO = ("auditor", "head")


@blueprint.get("")
@audience(*WHO)
def page() -> str:
    """Gaps by unit and kind; with `?enhet=` and `?slag=` the cases behind a figure, without names."""
    scope, (first, last) = current_scope(*WHO), period(days=28)
    unit_id, kind = whole(request.args.get("enhet")), request.args.get("slag", "")
    chosen = unit_id is not None and kind in KINDS
    cases = overview.cases(scope, first, last, unit_id or 0, kind) if chosen else []
    figures = overview.figures(scope, first, last)
    trail.note(scope, "read", unit_id=unit_id if cases else None)
    return render_template(
        "manager/figures.html",
        figures=figures,
        cases=cases,
        chosen=chosen,
        first=first,
        last=last,
        words=words,
        kinds=check_words.KINDS,
    )


@blueprint.get("/<int:gap_id>")
@audience(*WHO)
def ask(gap_id: int) -> str:
    """Asks why, whether there is such a case or not: nothing is told before."""
    return render_template("manager/case_ask.html", gap_id=gap_id)


@blueprint.post("/<int:gap_id>")
@audience(*WHO)
def case(gap_id: int) -> str | tuple[str, int]:
    """The whole case, with names: the look is on the trail with its reason."""
    scope, reason = current_scope(*WHO), request.form.get("reason", "").strip()[:500]
    if len(reason) < LEAST_REASON:
        wrong = "Skriv varför ärendet granskas: minst tio tecken."
        return render_template("manager/case_ask.html", gap_id=gap_id, wrong=wrong, reason=reason), 422
    found = details.detail(scope, gap_id)
    if found is None:
        trail.refused(scope, "case")
        abort(404)
    trail.note(scope, "read", recipient_id=found.entry.recipient_id, gap_id=gap_id, reason=reason)
    return render_template("manager/case.html", found=found, words=words, **remarks.about(scope, found.entry))
