"""Användare: who may sign in, in which roles and units, from when until when."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from backend.access import accounts, grants, trail
from backend.access.audience import STAFF_ROLES, audience
from backend.access.scope import current_scope
from clients.admin import words

blueprint = Blueprint("admin_users", __name__, url_prefix="/admin/anvandare", template_folder="templates")

FAULTS = {
    "own": "Dina egna roller ändrar någon annan.",
    "role": "Välj en roll.",
    "units": "Välj enheter ur listan.",
    "span": "Till och med ligger före från och med.",
    "worker": "Kontot hör inte till någon medarbetare i planen, så det kan inte få den rollen.",
    "there": "Den rollen finns redan för de dagarna, eller är redan avslutad.",
    "email": "Det finns inget sådant konto.",
}


@blueprint.get("")
@audience("admin")
def page() -> str:
    """The accounts with their roles, and a form for a new one."""
    return render_template(
        "admin/users.html",
        accounts=grants.accounts(current_scope("admin")),
        units=grants.units(),
        roles=STAFF_ROLES,
        words=words,
    )


@blueprint.post("")
@audience("admin")
def create() -> Response:
    """Make an account. Its password is given once and changed by its owner, or it signs in by the municipality."""
    form, worker = request.form, request.form.get("worker", "").strip()[:100] or None
    email, name = (form.get(field, "").strip()[:200] for field in ("email", "name"))
    try:
        if not grants.within(current_scope("admin"), _units()):
            raise grants.GrantFault("units")
        source, units = grants.outside(_units())
        new = accounts.NewAccount(email, name, form.get("password", ""), form.get("role", ""), units, worker, source)
        if "@" not in email or not name:
            raise accounts.AccountFault("Skriv e-postadress och namn.")
        accounts.create(new, by=current_scope("admin"))
    except grants.GrantFault as fault:
        return _faulty(fault)
    except accounts.AccountFault as fault:
        flash(str(fault), "error")
    else:
        trail.note(current_scope("admin"), "change", reason=f"account_made {new.role}")
        flash("Kontot finns.", "success")
    return _back()


@blueprint.post("/<int:user_id>/roll")
@audience("admin")
def grant(user_id: int) -> Response:
    """Give a role, in some units, between two dates."""
    scope, form = current_scope("admin"), request.form
    try:
        span = [_date(form.get(name)) for name in ("from_on", "until_on")]
        grants.grant(scope, user_id, grants.New(form.get("role", ""), _units(), *span))
    except ValueError as fault:
        return _faulty(fault)
    trail.note(scope, "change", reason=f"role_given {form['role']} account {user_id}")
    flash("Rollen är given. Kontot får logga in på nytt.", "success")
    return _back()


@blueprint.post("/roll/<int:grant_id>/avsluta")
@audience("admin")
def revoke(grant_id: int) -> Response:
    """End a role at once."""
    scope = current_scope("admin")
    try:
        user_id = grants.revoke(scope, grant_id)
    except grants.GrantFault as fault:
        return _faulty(fault)
    trail.note(scope, "change", reason=f"role_ended account {user_id}")
    flash("Rollen är avslutad, och kontots sessioner med den.", "success")
    return _back()


@blueprint.post("/<int:user_id>/stang")
@audience("admin")
def close(user_id: int) -> Response:
    """Close an account; it stays on record."""
    scope = current_scope("admin")
    email = next((one.email for one in grants.accounts(scope) if one.id == user_id and one.active), None)
    if email is None:
        abort(404)
    if user_id == scope.user_id:
        return _faulty(grants.GrantFault("own"))
    accounts.close(email)
    trail.note(scope, "change", reason=f"account_closed account {user_id}")
    flash("Kontot är stängt.", "success")
    return _back()


def _units() -> tuple[int, ...]:
    """The units chosen in the form."""
    given = [text for text in request.form.getlist("unit") if text]
    if any(not (text.isascii() and text.isdecimal()) or len(text) > 18 for text in given):
        raise grants.GrantFault("units")
    return tuple(int(text) for text in given)


def _faulty(fault: ValueError) -> Response:
    code = fault.code if isinstance(fault, grants.GrantFault) else "span"
    trail.refused(current_scope("admin"), "grant_refused")
    flash(FAULTS[code], "error")
    return _back()


def _back() -> Response:
    return redirect(url_for("admin_users.page"), 303)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
