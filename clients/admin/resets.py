"""A new password or second factor for somebody who has lost hers: the administrator, who knows her, hands it over."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from werkzeug.wrappers import Response

from backend.access import accounts, trail
from backend.access.audience import audience
from backend.access.grants import accounts as everybody
from backend.access.scope import current_scope

blueprint = Blueprint("admin_resets", __name__, url_prefix="/admin/anvandare", template_folder="templates")


@blueprint.post("/<int:user_id>/losenord")
@audience("admin")
def password(user_id: int) -> str | Response:
    """A link for a new password, shown this once."""
    email = _email(user_id)
    try:
        link = accounts.reset_link(email)
    except accounts.AccountFault:
        flash("Kontot har inget lösenord: personen loggar in genom kommunen.", "error")
        return redirect("/admin/anvandare", 303)
    trail.note(current_scope("admin"), "change", reason=f"password_link account {user_id}")
    return render_template("admin/reset.html", email=email, link=link)


@blueprint.post("/<int:user_id>/andra-steget")
@audience("admin")
def factor(user_id: int) -> Response:
    """Take the second factor away. One's own is another administrator's to take."""
    scope = current_scope("admin")
    email = _email(user_id)
    if user_id == scope.user_id:
        flash("Ditt eget andra steg tar någon annan bort.", "error")
    else:
        accounts.reset_factor(email)
        trail.note(scope, "change", reason=f"factor_removed account {user_id}")
        flash("Det andra steget är borttaget. Personen ordnar ett nytt vid nästa inloggning.", "success")
    return redirect("/admin/anvandare", 303)


def _email(user_id: int) -> str:
    found = next((one.email for one in everybody(current_scope("admin")) if one.id == user_id and one.active), None)
    if found is None:
        abort(404)
    return found
