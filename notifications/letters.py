"""What goes to one person about her own sign-in, number or device: codes, and letters. Queued, never sent from here."""

from __future__ import annotations

from datetime import datetime, timedelta

from notifications import drafts
from notifications.drafts import Draft
from notifications.events import Kind, Way
from notifications.sms_text import plain
from notifications.texts import Catalogue, catalogue
from schema import clock
from schema.keyring import new_token
from schema.phone import written
from schema.reach import hashed
from schema.settings import Settings

LASTS = timedelta(days=1)
"""How long a letter may wait for a server that is away."""


def ways(settings: Settings) -> frozenset[Way]:
    """The ways of codes and letters that there are here. Where nothing leaves the house, all of them end there."""
    if settings.sms_mode == "console":
        return frozenset({Way.SMS, Way.CALL, Way.EMAIL})
    calls = {Way.CALL} if (settings.twilio_from or "").startswith("+") else set()
    return frozenset({Way.SMS} | calls | ({Way.EMAIL} if settings.smtp_url else set()))


def send_code(
    settings: Settings, *, way: str, to: str, code: str, language: str, expires_at: datetime | None = None,
    recipient_id: int | None = None, relative_id: int | None = None, user_id: int | None = None,
    unit_id: int | None = None,
) -> None:  # fmt: skip
    """Queue a code for a number (E.164) or an address, to go before everything else, in the caller's transaction.

    `way` is sms, call or email; after `expires_at` (None: ten minutes) it is neither sent nor kept.
    """
    now, chosen, words = clock.now(), Way(way), catalogue(language)
    until = expires_at or now + timedelta(minutes=10)
    minutes = max(1, round((until - now).total_seconds() / 60))
    said = {"municipality": settings.municipality, "code": code, "minutes": minutes}
    body = {
        Way.SMS: lambda: plain(_with_number(settings, words.say("code", "sms", **said), words)),
        Way.EMAIL: lambda: f"{words.say('code', 'subject', **said)}\n\n{words.say('code', 'body', **said)}",
        Way.CALL: lambda: code,  # the hook speaks the rest
    }[chosen]()
    draft = Draft(
        f"code:{new_token()}", Kind.CODE, unit_id, to, hashed(chosen, to), words.language, body, until,
        way=chosen, recipient_id=recipient_id, relative_id=relative_id, user_id=user_id, urgent=True,
    )  # fmt: skip
    drafts.write([draft])


def _with_number(settings: Settings, text: str, words: Catalogue) -> str:
    """A text that nobody can answer says whom to ring."""
    if settings.answerable or settings.sms_contact is None:
        return text
    return f"{text}\n{words.say('morning', 'phone', phone=written(settings.sms_contact))}"


def write_letter(
    settings: Settings, to: str, subject_key: str, language: str, values: dict[str, object], *,
    way: str = Way.EMAIL, recipient_id: int | None = None, relative_id: int | None = None,
    user_id: int | None = None, unit_id: int | None = None,
) -> None:  # fmt: skip
    """Queue a letter of the catalogue's part `letter_<subject_key>`, in the caller's transaction.

    By e-mail it has a subject and a body; by sms the part's `sms`. `values` fill in its words beside `municipality`.
    Raises KeyError for a letter that no catalogue has.
    """
    part, words, chosen = f"letter_{subject_key}", catalogue(language), Way(way)
    said = {"municipality": settings.municipality, **values}
    if chosen is Way.EMAIL:
        body = f"{words.say(part, 'subject', **said)}\n\n{words.say(part, 'body', **said)}"
    else:
        body = plain(_with_number(settings, words.say(part, "sms", **said), words))
    draft = Draft(
        f"letter:{new_token()}", Kind.LETTER, unit_id, to, hashed(chosen, to), words.language, body,
        clock.now() + LASTS, way=chosen, recipient_id=recipient_id, relative_id=relative_id, user_id=user_id,
        urgent=True,
    )  # fmt: skip
    drafts.write([draft])
