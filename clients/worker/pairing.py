"""`/personal/koppla/<id>`: at home with a recipient, the worker lets her device be paired, on her recorded consent."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, abort, current_app, render_template, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from backend.access import trail
from backend.access.audience import audience
from backend.access.scope import Scope, current_scope
from backend.devices import at_home, listing
from backend.visits import route
from clients.ui.qr import Drawing, drawing
from clients.worker.words import at

blueprint = Blueprint("worker_pairing", __name__, url_prefix="/personal/koppla", template_folder="templates")
BASES = [
    SelectChoice("self", "Hon eller han själv"),
    SelectChoice("guardian", "En förvaltare eller god man"),
    SelectChoice("future_power", "Någon med framtidsfullmakt"),
]
WAYS = [
    SelectChoice("spoken", "Muntligt, här hemma"),
    SelectChoice("written", "Skriftligt"),
    SelectChoice("telephone", "På telefon"),
]


class Consent(FlaskForm):
    """Who consents to the device being paired, and how."""

    basis = RadioField("Vem samtycker?", choices=BASES, validators=[InputRequired("Välj vem som samtycker.")])
    given_by = StringField("Namn, om någon annan samtycker", validators=[Length(max=120)])
    how = RadioField("Hur?", choices=WAYS, validators=[InputRequired("Välj hur samtycket gavs.")])

    def validate_given_by(self, field: StringField) -> None:
        """Another than herself is named."""
        if self.basis.data in ("guardian", "future_power") and not (field.data or "").strip():
            raise ValidationError("Skriv vem som samtycker.")


class Shown(NamedTuple):
    """The code as it is shown to the recipient's device."""

    code: str
    address: str
    qr: Drawing
    until: str


@blueprint.get("/<int:recipient_id>")
@audience("worker")
def ask(recipient_id: int) -> str:
    """The form of the consent."""
    scope, name = _at_home(recipient_id)
    trail.note(scope, "read", recipient_id=recipient_id)
    return _page(recipient_id, name, Consent(formdata=None))


@blueprint.post("/<int:recipient_id>")
@audience("worker")
def offer(recipient_id: int) -> str | tuple[str, int] | Response:
    """Record the consent and show the code: once, for ten minutes."""
    scope, name = _at_home(recipient_id)
    form = Consent()
    if not form.validate():
        trail.note(scope, "read", recipient_id=recipient_id)
        return _page(recipient_id, name, form), 422
    named = (form.given_by.data or "").strip() or None
    consented = at_home.Consented(form.basis.data, form.how.data, None if form.basis.data == "self" else named)
    made = at_home.offer(scope, recipient_id, consented)
    if made is None:
        abort(404)
    trail.note(scope, "change", recipient_id=recipient_id, reason="device_consent")
    address = f"{current_app.extensions['settings'].public_url}/koppla"
    code = "-".join(made.code[start : start + 4] for start in range(0, len(made.code), 4))
    shown = Shown(code, address, drawing(f"{address}/{made.code}"), at(made.until))
    return _page(recipient_id, name, None, shown)


def _at_home(recipient_id: int) -> tuple[Scope, str]:
    """Only at a recipient's whom she visits today; anybody else is not there."""
    scope = current_scope("worker")
    name = next((stop.recipient for stop in route.today(scope) if stop.recipient_id == recipient_id), None)
    if name is None or not listing.is_here(recipient_id):
        abort(404)
    return scope, name


def _page(recipient_id: int, name: str, form: Consent | None, shown: Shown | None = None) -> str:
    address = request.path
    return render_template("worker/pairing.html", name=name, form=form, shown=shown, address=address)
