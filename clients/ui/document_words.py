"""A document's values as people read them, in Swedish: dates, times, codes and names of fields in words. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from backend.privacy.labels import LABELS, shown
from clients.ui.trail_words import where
from schema import clock, languages

NOTHING = "–"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?[+-]\d\d:\d\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
CODES = {
    "none": "inget", "times": "tider", "names": "tider och namn", "services": "tider, namn och insats",
    "planned": "planerat", "in_progress": "pågår", "done": "klart", "missed": "blev inte av", "cancelled": "inställt",
    "absent": "inte hemma", "declined": "avböjt", "check_in": "loggade in", "check_out": "loggade ut",
    "arrived": "kom fram", "note": "anteckning", "qr": "kort (QR)", "nfc": "bricka (NFC)", "phone": "telefon",
    "app": "i appen", "manual": "i efterhand", "import": "ur planen", "self": "hon eller han själv",
    "guardian": "god man eller förvaltare", "future_power": "framtidsfullmakt", "written": "skriftligt",
    "spoken": "muntligt", "telephone": "per telefon", "worker": "medarbetare", "planner": "planerare",
    "manager": "enhetschef", "head": "verksamhetschef", "auditor": "granskare", "admin": "systemförvaltare",
    "card": "kortet i hemmet", "service": "tjänsten", "api_key": "annat system", "system": "annat system",
    "paired": "egen enhet", "recipient": "egen enhet", "nobody": "någon utan inloggning",
    "relative": "anhörig", "read": "läste", "change": "ändrade", "print": "skrev ut", "export": "hämtade",
    "sign_in": "loggade in", "sign_out": "loggade ut", "refused": "nekades", "break_glass": "öppnade i en nödsituation",
    "legal": "utredning", "research": "forskning", "extract": "registerutdrag", "who_with_whom": "vem var hos vem",
    "sms_detail": "sms", "card_detail": "kortet", "device": "egen enhet", "recipients": "personen",
    "relatives": "anhörig", "decisions": "beslut", "absences": "frånvaro", "workers": "medarbetare",
    **languages.CALLED, "all": "allt", "changes": "ändringar", "notices": "meddelanden",
    "permanent": "tillsvidareanställd", "hourly": "timanställd", "first_name": "förnamn", "full_name": "hela namnet",
    "title": "titel", "alias": "annat namn", "browser": "telefon eller dator", "feed": "kalender", "call": "samtal",
    "email": "e-post", "oidc": "kommunens inloggning", "paper": "på skärm eller papper", "pair": "koppla en enhet",
    "verify": "pröva numret", "start_pin": "välja PIN-kod", "reset": "nytt lösenord", "password": "lösenord",
    "passkey": "nyckel", "pin": "PIN-kod", "by_owner": "av personen själv", "by_staff": "av personalen",
    "consent_ended": "samtycket upphörde", "number_changed": "numret ändrades", "ended": "hjälpen avslutades",
    "protected": "skyddade uppgifter", "not_seen": "godkändes aldrig", "signed_out": "loggade ut",
    "idle": "användes inte", "age": "för gammal", "ended_by_user": "av personen själv", "closed": "stängt konto",
    "provider": "av kommunens inloggning", "phone_cut": "telefonen stängdes av",
    "password_changed": "nytt lösenord", "morning": "dagens besök", "day_call": "dagens besök, uppläst",
    "code": "engångskod", "letter": "brev",
    "console": "lämnade inte huset", "twilio_sms": "sms", "twilio_voice": "samtal", "smtp": "e-post",
    "queued": "i kö", "sending": "skickas", "sent": "skickat", "delivered": "framme",
    "undelivered": "kom inte fram", "failed": "avvisat", "unknown": "ovisst", "expired": "för sent",
    "suppressed": "hölls inne", "added": "nytt", "time": "tid", "duration": "längd", "restored": "blir av igen",
    "explain": "förklarad", "close": "avslutad", "reopen": "öppnad igen", "in_order": "utan anmärkning",
    "asked": "frågad", "misuse": "obehörig åtkomst", "secondary": "andra steget",
    "open": "öppen", "no_plan": "ingen plan", "wrong_number": "fel nummer", "number_stopped": "vill inte ha sms",
    "shared_number": "numret används av flera",
}  # fmt: skip
"""Codes as people say them; what is not here is shown as it stands."""
GAPS = {
    "not_started": "inte påbörjat", "late": "sent", "early": "tidigt", "missed": "blev inte av", "merged": "slogs ihop",
    "short": "kortare än planerat", "long": "längre än planerat", "very_short": "mycket kort", "unplanned": "oplanerat",
    "wrong_worker": "en annan än den planerade kom", "single_staffed": "en där två skulle vara",
    "no_check_out": "ingen utloggning", "no_check_in": "ingen inloggning", "overlap": "två hem på samma gång",
    "impossible_travel": "för kort restid", "extra_event": "extra registrering", "manual": "registrerat i efterhand",
    "wrong_card": "ett annat hems kort", "plan_shortened": "planen kortades",
}  # fmt: skip


def say(value: Any, column: str = "", *, narrow: bool = False) -> str:
    """A value of a document, as it is read; `narrow`: in a table, where a month's name must not widen its column."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list):
        return ", ".join(say(one) for one in value) or NOTHING
    if isinstance(value, dict):
        return "; ".join(f"{LABELS.get(key, key)}: {say(one, key)}" for key, one in value.items() if _told(key, one))
    return _said(str(value), column, "d MMM y" if narrow else "d MMMM y")


def _told(key: str, value: Any) -> bool:
    return shown(key) and value not in (None, "", [])


def _said(text: str, column: str, form: str) -> str:
    if _INSTANT.fullmatch(text):
        day = clock.local_date(datetime.fromisoformat(text))
        return f"{format_date(day, form, locale='sv')} klockan {clock_of(text)}"
    if _DATE.fullmatch(text):
        return format_date(date.fromisoformat(text), form, locale="sv")
    if column == "what" and text not in CODES:
        return where(text)
    words = GAPS if column == "kind" and text not in CODES else CODES
    parts = text.split(",")
    return ", ".join(words[one] for one in parts) if set(parts) <= words.keys() else text


def clock_of(text: str | None) -> str:
    """The local clock time of an ISO instant, to the minute, or to the second where it has any; "?" for none."""
    if _INSTANT.fullmatch(text or "") is None:
        return "?"
    local = clock.local(datetime.fromisoformat(text or ""))
    return f"{local.hour}.{local:%M.%S}" if local.second else f"{local.hour}.{local:%M}"


def said_row(row: Mapping[str, Any], columns: list[str]) -> list[str]:
    """A row's values, as they are read."""
    return [say(row[name], name, narrow=True) for name in columns]
