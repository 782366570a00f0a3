"""`/telefon/<code>` and `/personal/vem`: a unit's shared phone is enrolled once; then a name and a PIN open the day."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_security import current_user, logout_user
from werkzeug.wrappers import Response

from backend.access import limit, trail
from backend.access.audience import PHONE, audience
from backend.access.scope import Scope
from backend.access.transaction import stands
from backend.devices import names, phones, pins
from backend.devices.names import Name
from backend.devices.pin_choice import LONGEST

blueprint = Blueprint(
    "worker_phone", __name__, template_folder="templates", static_folder="static",
    static_url_path="/personal/static",
)  # fmt: skip
NEXT = "after_pin"
"""Where the session keeps the page that was asked for before the name was chosen: a card that was read."""
CLOSED = 403
FAULTS = {
    "form": "En PIN-kod är fyra till sex siffror.",
    "simple": "Den koden är för lätt att gissa. Undvik upprepningar, siffror i följd och mönster på knapparna.",
    "date": "Välj en kod som inte är ett årtal eller ett datum.",
    "own": "Välj en kod som inte är slutet på ditt telefonnummer.",
    "code": "Startkoden gäller inte. Kontrollera siffrorna, eller be din chef om en ny.",
    "differs": "De två PIN-koderna är inte lika. Skriv dem igen.",
}


def on_shared_phone() -> bool:
    """Whether this browser has been a unit's phone: who leaves then leaves it to the next one."""
    return phones.presented() is not None


def door() -> str | None:
    """Where somebody who is not signed in goes on a browser that has been a shared phone; None elsewhere."""
    if phones.presented() is None:
        return None
    session.pop(NEXT, None)
    if request.method == "GET" and request.endpoint == "worker_card.home":
        session[NEXT] = request.path
    return url_for("worker_phone.who")


@blueprint.get("/telefon/<code>")
@audience(PHONE)
def ask(code: str) -> str | tuple[str, int]:
    """What a manager's QR opens: the question. The phone is enrolled by the button."""
    limit.attempt("token_wrong_address", request.remote_addr)
    phone = phones.of_code(code)
    if phone is None:
        return _closed("code_wrong")
    limit.give_back("token_wrong_address", request.remote_addr)
    return render_template("worker/phone_ask.html", phone=phone, unit=phones.unit_name(phone), code=code)


@blueprint.post("/telefon/<code>")
@audience(PHONE)
def enrol(code: str) -> Response | tuple[str, int]:
    """The button: this browser is the unit's phone from now on."""
    limit.attempt("token_wrong_address", request.remote_addr)
    enrolled = phones.enrol(code)
    if enrolled is None:
        return _closed("code_wrong")
    limit.give_back("token_wrong_address", request.remote_addr)
    phone, token = enrolled
    if current_user.is_authenticated:
        logout_user()
    trail.note(phones.scope_of(phone), "change", unit_id=phone.unit_id)
    flash(f"Telefonen är ansluten som {phone.label}.", "success")
    return _kept(redirect(url_for("worker_phone.who"), 303), token)


@blueprint.get("/personal/vem")
@audience(PHONE)
def who() -> str | tuple[str, int]:
    """Whose phone it is now: choose your name."""
    phone = phones.current_phone()
    if phone is None:
        return _closed()
    return render_template("worker/names.html", phone=phone, names=names.on_phone(phone))


@blueprint.get("/personal/vem/<int:user_id>")
@audience(PHONE)
def pin(user_id: int) -> str | tuple[str, int]:
    """The PIN is asked for, whether there is one or not."""
    phone = phones.current_phone()
    return _pin_page(names.one(phone, user_id) or abort(404)) if phone is not None else _closed()


@blueprint.post("/personal/vem/<int:user_id>")
@audience(PHONE)
def try_pin(user_id: int) -> Response | tuple[str, int]:
    """A try at a PIN: counted, whatever the answer."""
    phone = phones.current_phone()
    if phone is None:
        return _closed()
    name = names.one(phone, user_id) or abort(404)
    limit.attempt("pin_phone", phone.id)
    if not pins.sign_in(phone, user_id, request.form.get("pin", "").strip()):
        _refused(phones.scope_of(phone), name, "pin_wrong")
        return _pin_page(name, wrong=True), 422
    return _in(phone.id)


@blueprint.get("/personal/vem/<int:user_id>/ny-kod")
@audience(PHONE)
def begin(user_id: int) -> str | tuple[str, int]:
    """The start code from the manager, and the PIN that the worker chooses."""
    phone = phones.current_phone()
    return _start_page(names.one(phone, user_id) or abort(404)) if phone is not None else _closed()


@blueprint.post("/personal/vem/<int:user_id>/ny-kod")
@audience(PHONE)
def choose(user_id: int) -> Response | tuple[str, int]:
    """Choose a PIN; it opens the day at once."""
    phone = phones.current_phone()
    if phone is None:
        return _closed()
    name = names.one(phone, user_id) or abort(404)
    code, first, again = (request.form.get(field, "").strip() for field in ("code", "pin", "again"))
    if first != again:
        return _start_page(name, "differs", code), 422
    limit.attempt("pin_phone", phone.id)
    fault = pins.choose(phone, user_id, code, first)
    if fault == "code":
        _refused(phones.scope_of(phone), name, "code_wrong")
        code = ""
    if fault:
        return _start_page(name, fault, code), 422
    trail.note(phones.scope_of(phone), "change", worker_id=name.worker_id)
    flash("Din PIN-kod är vald.", "success")
    return _in(phone.id)


@blueprint.post("/personal/byt")
@audience("worker")
def change() -> Response:
    """Byt person: who is signed in leaves, and the names are shown again."""
    logout_user()
    return redirect(url_for("worker_phone.who" if phones.presented() else "security.login"), 303)


def _in(phone_id: int) -> Response:
    """To her day, or to the card that was read before; the phone's cookie lives anew."""
    limit.forgive("pin_phone", phone_id)
    page = session.pop(NEXT, None) or url_for("worker.day")
    return _kept(redirect(page, 303), phones.presented() or "")


def _pin_page(name: Name, *, wrong: bool = False) -> str:
    return render_template("worker/pin.html", name=name, wrong=wrong, longest=LONGEST)


def _start_page(name: Name, fault: str = "", code: str = "") -> str:
    said = FAULTS.get(fault)
    return render_template("worker/pin_new.html", name=name, fault=fault, said=said, code=code, longest=LONGEST)


def _refused(scope: Scope, name: Name, reason: str) -> None:
    """The count of wrong ones stands, and the trail says on which phone and by whose name."""
    stands()
    trail.note(scope, "refused", unit_id=scope.home_unit, worker_id=name.worker_id, reason=reason)


def _closed(reason: str = "") -> tuple[str, int]:
    """One page for a wrong, used, old or withdrawn code, and for a phone that is not enrolled, locked or cut off."""
    known = phones.known_phone()
    if not reason and phones.presented():
        limit.attempt("token_wrong_address", request.remote_addr)
        reason = "phone_unknown" if known is None else "phone_cut" if known.cut_at else "phone_locked"
    if reason:
        trail.refused(phones.scope_of(known), reason=reason)
    return render_template("worker/phone_closed.html"), CLOSED


def _kept(response: Response, token: str) -> Response:
    """Let the phone keep its cookie."""
    response.set_cookie(
        phones.cookie_name(), token, max_age=phones.COOKIE_LIVES, path="/", httponly=True, samesite="Lax",
        secure=current_app.extensions["settings"].https,
    )  # fmt: skip
    return response
