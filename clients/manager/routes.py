"""The manager's face: today's gaps, one gap with its facts, one person. Only the own units exist here."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import sessions, trail
from backend.access.audience import audience
from backend.gaps import board as boards
from backend.gaps import detail as details
from backend.gaps import review, tasks
from backend.gaps.states import NotAllowed
from backend.telling import raised
from clients.manager import asked, chart, remarks, words
from schema import clock

blueprint = Blueprint(
    "manager", __name__, url_prefix="/chef", template_folder="templates", static_folder="static",
    static_url_path="/static",
)  # fmt: skip


@blueprint.get("", strict_slashes=False)
@audience("manager", "head")
def today() -> str:
    """What is open, worst first."""
    scope, day = asked.own_scope(), asked.day()
    unit_id = asked.unit(boards.units_of(scope))
    board = boards.board(scope, day, unit_id)
    shown = {one.recipient_id: one for one in (*board.to_follow, *(one for row in board.rows for one in row.entries))}
    alerts = raised.raised(scope, unit_id) if day == clock.today() else []
    quiet, refresh = current_app.extensions["quiet_looks"], sessions.by_itself()
    for recipient_id, entry in sorted(shown.items()):
        quiet.look(scope, recipient_id, refresh=refresh, unit_id=entry.unit_id, gap_id=entry.id)
    for alert in alerts:
        if alert.recipient_id not in shown:
            quiet.look(scope, alert.recipient_id, refresh=refresh, unit_id=alert.unit_id)
    if not shown and not alerts:
        trail.note(scope, "read", unit_id=unit_id)
    now = clock.now()
    charts = {
        row.first.id: chart.chart([entry.seen for entry in row.entries] if row.shared else [row.first.seen], _now(row))
        for row in board.rows
    }
    in_rows = {entry.visit_id for row in board.rows for entry in row.entries}
    return render_template(
        "manager/today.html", board=board, charts=charts, unit_id=unit_id, now=now, words=words, today=clock.today(),
        alerts={one.visit_id: one for one in alerts}, loose=[one for one in alerts if one.visit_id not in in_rows],
    )  # fmt: skip


def _now(row: boards.Row) -> datetime | None:
    return clock.now() if row.first.date == clock.today() else None


@blueprint.post("/forklara")
@audience("manager", "head")
def explain() -> Response:
    """Explain, close or reopen one gap, or several of one cause."""
    scope = asked.own_scope()
    try:
        people = review.take_step(scope, asked.gap_ids(), asked.step())
    except NotAllowed as fault:
        flash(words.FAULTS[fault.code], "error")
        return redirect(_back(), 303)
    if not people:
        abort(404)
    for recipient_id in sorted(set(people)):
        trail.note(scope, "change", recipient_id=recipient_id)
    flash(words.saved(asked.step(), len(people)), "success")
    if asked.step().step == "close" and (wrong := remarks.answered_with(scope, asked.gap_ids())):
        flash(wrong, "error")
    return redirect(_back(), 303)


def _back() -> str:
    """Back to the gap's own page, where the form stood there, else to the list as it was filtered."""
    if request.form.get("page") == "gap":
        return url_for("manager.gap", gap_id=(asked.gap_ids() or [0])[0])
    return url_for("manager.today", dag=request.args.get("dag"), enhet=request.args.get("enhet"))


@blueprint.get("/avvikelse/<int:gap_id>")
@audience("manager", "head")
def gap(gap_id: int) -> str:
    """One gap: every revision of the plan and every fact."""
    scope = asked.own_scope()
    found = details.detail(scope, gap_id)
    if found is None:
        abort(404)
    trail.note(scope, "read", recipient_id=found.entry.recipient_id, gap_id=gap_id)
    drawing = chart.chart([found.entry.seen], clock.now() if found.entry.date == clock.today() else None)
    return render_template(
        "manager/gap.html", found=found, chart=drawing, words=words, today=clock.today(),
        **remarks.about(scope, found.entry),
    )  # fmt: skip


@blueprint.post("/uppgift/<int:task_id>")
@audience("manager", "head")
def task(task_id: int) -> Response:
    """A task looked at."""
    scope = asked.own_scope()
    unit_id = tasks.settle(scope, task_id)
    if unit_id is None:
        abort(404)
    trail.note(scope, "change", unit_id=unit_id)
    return redirect(_back(), 303)
