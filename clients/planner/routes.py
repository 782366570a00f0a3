"""The planner's pages: upload, see what would change, say yes, take back."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired, MultipleFileField
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField
from wtforms.validators import Length, Regexp

from backend.access import limit, trail
from backend.access.audience import audience
from backend.access.scope import Scope, current_scope
from backend.intake import plans
from backend.planning import runs
from backend.planning.change_lines import ChangeLine, lines
from backend.planning.importing import ImportOrder
from backend.planning.undo import UndoFault
from clients.planner import request_words, requests, uploads, words
from clients.ui.speech import moment_in_words

ROLES = ("planner", "head", "admin")
LONGEST_SECONDS = 300
"""How long an import may take while its planner waits and others' check-ins queue behind it."""
SHOWN_ERRORS = 200
SHOWN_CHANGES = 100

blueprint = Blueprint("planner", __name__, url_prefix="/plan", template_folder="templates")
blueprint.add_app_template_filter(moment_in_words, "plan_moment")


class How(FlaskForm):
    """How a package is to be taken in."""

    source = StringField(
        "Källa", default="plan", validators=[Length(1, 50), Regexp(r"^[\w.-]+$", message="Bara bokstäver och siffror.")]
    )
    replace = BooleanField("Det här är hela planen för sina enheter och dagar: ställ in besök som saknas i den")
    force = BooleanField("Ja, ställ in så många")

    def order(self, scope: Scope, dry_run: bool) -> ImportOrder:
        """What is asked of the import."""
        return ImportOrder(
            source=self.source.data or "plan", dry_run=dry_run, replace=bool(self.replace.data),
            force=bool(self.force.data), user_id=scope.user_id, unit_ids=scope.unit_ids, seconds=LONGEST_SECONDS,
            package=uploads.label(), shown_to=scope, shown_changes=SHOWN_CHANGES,
        )  # fmt: skip


class Upload(How):
    """A package from the planner's own machine."""

    files = MultipleFileField("Filer", validators=[FileRequired("Välj minst en fil.")])


class Certain(FlaskForm):
    """A yes that is meant."""

    sure = BooleanField("Ja, ta tillbaka importen")


@blueprint.get("")
@audience(*ROLES)
def start() -> str:
    """The form, what waits, and the imports so far."""
    return _start(Upload())


def _start(form: Upload) -> str:
    scope = current_scope(*ROLES)
    lines = requests.board(scope) if scope.role in requests.ROLES else None
    return render_template(
        "planner/start.html", form=form, runs=runs.listing(scope), tasks=runs.tasks(scope), words=words, lines=lines,
        request_words=request_words,
    )  # fmt: skip


@blueprint.post("/granska")
@audience(*ROLES)
def preview() -> tuple[str, int] | str | Response:
    """Try the upload without changing anything, and show what it would do."""
    form = Upload()
    again = "files" not in request.files
    if again:
        return _tried(How())
    if not form.validate_on_submit():
        return _start(form), 400
    limit.attempt("upload", current_scope(*ROLES).user_id)
    uploads.keep([file for file in form.files.data if file.filename])
    return _tried(How(formdata=request.form))


def _tried(form: How) -> str | Response:
    scope = current_scope(*ROLES)
    with uploads.package() as package:
        if package is None:
            flash("Filerna finns inte kvar. Välj dem igen.", "error")
            return redirect(url_for("planner.start"))
        outcome = plans.import_plan(package, form.order(scope, dry_run=True))
    _note(scope, outcome.changes)
    return render_template(
        "planner/preview.html", form=form, outcome=outcome, report=outcome.report, words=words, label=uploads.label(),
        too_many=any(one["code"] == "too_many_removed" for one in outcome.report["errors"]), most=SHOWN_ERRORS,
    )  # fmt: skip


@blueprint.post("/importera")
@audience(*ROLES)
def bring_in() -> Response:
    """Import the upload that was shown."""
    form = How()
    if not form.validate_on_submit():
        abort(400)
    scope = current_scope(*ROLES)
    with uploads.package() as package:
        if package is None:
            flash("Filerna finns inte kvar. Välj dem igen.", "error")
            return redirect(url_for("planner.start"))
        outcome = plans.import_plan(package, form.order(scope, dry_run=False))
    uploads.forget()
    if outcome.run_id is None:
        flash("Ingenting importerades: paketet går inte att använda.", "error")
        return redirect(url_for("planner.start"))
    trail.note_import(scope, outcome.run_id)
    rejected = sum(table["rejected"] for table in outcome.report["tables"].values())
    lost = f" {rejected} {'rad' if rejected == 1 else 'rader'} kom inte med." if rejected else ""
    flash(f"Planen är inne.{lost}", "success")
    return redirect(url_for("planner.one", run_id=outcome.run_id))


@blueprint.get("/<int:run_id>")
@audience(*ROLES)
def one(run_id: int) -> str:
    """One import: what came, what was rejected, what it changed."""
    scope = current_scope(*ROLES)
    run = runs.find(scope, run_id)
    if run is None:
        abort(404)
    changes = lines(run_id, scope, SHOWN_CHANGES)
    trail.note(scope, "read")
    _note(scope, changes)
    return render_template(
        "planner/run.html", run=run, report=run.report, changes=changes, form=Certain(), words=words, most=SHOWN_ERRORS
    )


@blueprint.post("/<int:run_id>/ta-tillbaka")
@audience(*ROLES)
def take_back(run_id: int) -> Response:
    """Take an import back."""
    scope = current_scope(*ROLES)
    form = Certain()
    if runs.find(scope, run_id) is None:
        abort(404)
    if not form.validate_on_submit() or not form.sure.data:
        flash("Kryssa i rutan om importen ska tas tillbaka.", "error")
        return redirect(url_for("planner.one", run_id=run_id))
    try:
        against = plans.undo(run_id, scope.user_id)
    except UndoFault as fault:
        flash(str(fault), "error")
        return redirect(url_for("planner.one", run_id=run_id))
    trail.note_import(scope, run_id)
    flash("Importen är återtagen. Planen är som före den.", "success")
    if against:
        flash(words.against(against), "error")
    return redirect(url_for("planner.start"))


def _note(scope: Scope, changes: list[ChangeLine]) -> None:
    for recipient_id in sorted({line.recipient_id for line in changes}):
        trail.note(scope, "read", recipient_id=recipient_id)
