"""The register of one person's consents: what stands, recorded on her word, withdrawn at once."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from backend.access import trail
from backend.access.audience import audience
from backend.access.scope import Scope
from backend.privacy import consent_register, consents
from clients.privacy import asked, words
from schema import clock

FIELDS = ("what", "level", "basis", "given_by", "how", "given_on", "until_on")
blueprint = Blueprint("privacy_consents", __name__, url_prefix="/dataskydd/samtycken", template_folder="templates")


@blueprint.get("/<int:recipient_id>")
@audience(*asked.DESK)
def register(recipient_id: int) -> str:
    """What she and those who speak for her have consented to, and what was withdrawn."""
    return _register(asked.scope(*asked.DESK), recipient_id)


def _register(scope: Scope, recipient_id: int, **wrong: str) -> str:
    """The page; `wrong`: what to do about a field of its form, which keeps what was typed."""
    found = asked.person(scope, "recipient", recipient_id)
    lines = consent_register.register(scope, recipient_id)
    now = consent_register.now(scope, recipient_id)
    if lines is None or now is None:
        abort(404)
    relatives = consent_register.relatives(scope, recipient_id)
    trail.note(scope, "read", recipient_id=recipient_id)
    return render_template(
        "privacy/consents.html", person=found, lines=lines, now=now, relatives=relatives, words=words,
        today=clock.today(), choices=_choices(now, relatives), given={name: asked.text(name) for name in FIELDS},
        wrong=wrong,
    )  # fmt: skip


@blueprint.post("/<int:recipient_id>")
@audience("head", "manager")
def record(recipient_id: int) -> Response | tuple[str, int]:
    """Record a consent on somebody's word."""
    scope = asked.scope("head", "manager")
    what, _, relative = asked.text("what").partition(":")
    if relative and not (what == "relative" and relative.isdecimal()):
        abort(404)
    try:
        if not consents.record(scope, recipient_id, _given(what, int(relative[:18]) if relative else None)):
            abort(404)
    except consents.NotValid as fault:
        field = str(fault) if str(fault) in ("given_by", "given_on", "until_on") else "form"
        return _register(scope, recipient_id, **{field: words.CONSENT_FAULTS[str(fault)]}), 422
    flash("Antecknat. Det gäller från och med nu.", "success")
    return _back(recipient_id)


@blueprint.post("/<int:recipient_id>/ta-tillbaka")
@audience("head", "manager")
def withdraw(recipient_id: int) -> Response:
    """Withdraw a consent: nothing more is shown or sent under it."""
    scope: Scope = asked.scope("head", "manager")
    what, how = asked.text("what"), asked.text("how")
    if what not in words.WHAT or not consents.withdraw(
        scope, recipient_id, what, asked.number("relative"), how if how in words.HOW else None
    ):
        abort(404)
    flash("Tillbakataget. Det gäller genast, och planen ändrar det inte.", "success")
    return _back(recipient_id)


def _choices(now: consent_register.Now, relatives: Sequence[consent_register.RelativeLine]) -> list[tuple[str, str]]:
    """What can be consented to: for somebody with protected identity the card alone."""
    card = ("card_detail", "Kortet i hemmet")
    if now.protected:
        return [card]
    kin = [(f"relative:{one.id}", f"{one.name} får se") for one in relatives]
    return [("sms_detail", "Sms"), card, *kin, ("device", "Egen enhet kopplas av medarbetare")]


def _given(what: str, relative_id: int | None) -> consents.Given:
    given_on = asked.day("given_on")
    if given_on is None:
        raise consents.NotValid("given_on")
    if asked.text("until_on") and asked.day("until_on") is None:
        raise consents.NotValid("until_on")
    return consents.Given(
        what=what,
        level=(asked.text("level") or None) if what != "device" else None,
        basis=asked.text("basis"),
        how=asked.text("how"),
        given_on=given_on,
        until_on=asked.day("until_on"),
        given_by=asked.text("given_by") or None,
        relative_id=relative_id,
    )


def _back(recipient_id: int) -> Response:
    return redirect(url_for("privacy_consents.register", recipient_id=recipient_id), 303)
