"""One's own sign-in: the second factor, recovery codes, the list of one's sessions, a forgotten password."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from flask_security import auth_required, wan_registered
from flask_security.utils import get_message
from werkzeug.wrappers import Response

from backend.access import factors, own_account, passwords, reset, sessions, trail
from backend.access.audience import ANYBODY, STAFF_ROLES, audience, while_half_way
from backend.access.signin import FRESH, GRACE
from clients.public.browsers import browser_in_words
from clients.public.doors import blueprint
from clients.ui.qr import drawing
from clients.ui.speech import clock_in_words, day_in_words
from schema import clock

fresh = auth_required("session", within=lambda: FRESH, grace=lambda: GRACE)
"""Only shortly after the password was shown; else it is asked for again."""


@blueprint.get("/konto")
@audience(*STAFF_ROLES)
def account() -> str:
    """One's own sign-ins, and what one signs in with; by PIN, on a phone of several people's, where to change it."""
    user, here = own_account.me(), sessions.here()
    door = f"{current_app.extensions['settings'].public_url}/logga-in"
    return render_template(
        "sign_in/account.html", user=user, sessions=sessions.mine(user.id), in_words=browser_in_words,
        passkeys=own_account.passkeys(user), codes_left=own_account.codes_left(user), said_moment=said_moment,
        by_pin=here is not None and here.way == "pin", elsewhere=door if factors.has_factor(user) else None,
    )  # fmt: skip


@blueprint.post("/konto/inloggning/<int:sign_in_id>/avsluta")
@audience(*STAFF_ROLES)
def end_one(sign_in_id: int) -> Response:
    """End one of one's own sessions; another's is not there."""
    if not sessions.end_mine(own_account.me().id, sign_in_id):
        trail.refused(sessions.who(own_account.me()), "nothing_there")
    return redirect("/konto")


@blueprint.post("/konto/inloggningar/avsluta-andra")
@audience(*STAFF_ROLES)
def end_others() -> Response:
    """End all of one's sessions but this."""
    here = sessions.here()
    sessions.end_all(own_account.me().id, "ended_by_user", but=here.id if here else None)
    return redirect("/konto")


@blueprint.get("/konto/tvasteg")
@audience(*STAFF_ROLES)
@while_half_way
def set_up() -> Response | str:
    """Where somebody without a second factor is led: to choosing one."""
    if factors.has_factor(own_account.me()):
        return redirect("/konto")
    return render_template("sign_in/set_up.html")


@blueprint.route("/konto/app", methods=["GET", "POST"])
@audience(*STAFF_ROLES)
@while_half_way
@fresh
def authenticator() -> Response | str:
    """Scan, type the code, done."""
    wrong = False
    if request.method == "POST":
        if own_account.take_authenticator(request.form.get("code", "")):
            return redirect("/konto/reservkoder")
        wrong = True
    new = own_account.offer_authenticator()
    return render_template("sign_in/authenticator.html", drawn=drawing(new.address), typed=new.typed, wrong=wrong)


@blueprint.route("/konto/reservkoder", methods=["GET", "POST"])
@audience(*STAFF_ROLES)
@fresh
def recovery_codes() -> Response | str:
    """New recovery codes, shown this once."""
    codes = own_account.new_recovery_codes() if request.method == "POST" else []
    return render_template("sign_in/codes.html", codes=codes, left=own_account.codes_left(own_account.me()))


@blueprint.route("/nytt-losenord", methods=["GET", "POST"])
@audience(ANYBODY)
def forgotten() -> str:
    """Ask for a link by e-mail; where no e-mail leaves, whom to ask."""
    by_mail = bool(current_app.extensions["settings"].smtp_url)
    asked = request.method == "POST" and by_mail
    if asked:
        reset.ask(request.form.get("email", ""), g.language)
    return render_template("sign_in/forgotten.html", by_mail=by_mail, asked=asked)


@blueprint.route("/nytt-losenord/<token>", methods=["GET", "POST"])
@audience(ANYBODY)
def new_password(token: str) -> Response | str | tuple[str, int]:
    """Choose a new password. Whatever is wrong with the link, the answer is the same."""
    user = reset.whose(token)
    if user is None:
        return render_template("sign_in/link_gone.html"), 404
    faults, differs = [], []
    if request.method == "POST":
        password = request.form.get("password", "")
        if password != request.form.get("again", ""):
            differs = [str(get_message("RETYPE_PASSWORD_MISMATCH")[0])]
        else:
            faults = [passwords.said(fault) for fault in reset.choose(user, password)]
        if not faults and not differs:
            flash(_("Ditt nya lösenord gäller. Logga in med det."), "success")
            return redirect("/logga-in")
    return render_template("sign_in/new_password.html", faults=faults, differs=differs)


def said_moment(at: datetime) -> str:
    """A moment in the reader's language: tisdag 24 november klockan 9.05."""
    day = day_in_words(clock.local_date(at), g.language)
    return _("%(day)s klockan %(time)s", day=day, time=clock_in_words(at, g.language))


def passkey_made(_app: Any, user: Any, **_more: Any) -> None:
    """After the library has stored a passkey."""
    own_account.factor_made(user)


def install(app: Any) -> None:
    """Listen for new passkeys; the routes lie on the doors' blueprint."""
    wan_registered.connect(passkey_made, app)
