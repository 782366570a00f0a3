"""A message in Swedish: where it is, and why it was sent or not, in one sentence. Pure.

A reason that a provider gives is said by `provider_words`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from clients.ui.provider_words import said_by, status
from clients.ui.speech import date_in_words, day_in_words, large, moment_in_words, window_in_words
from schema import clock, languages

STATES = {
    "queued": "i kö", "sending": "skickas", "sent": "skickat", "delivered": "framme", "undelivered": "kom inte fram",
    "failed": "avvisat", "unknown": "ovisst", "expired": "för sent", "suppressed": "hölls inne",
}  # fmt: skip
TONES = {
    "delivered": "good", "sent": "good", "undelivered": "bad", "failed": "bad", "unknown": "warn", "expired": "warn",
}  # fmt: skip
KINDS = {
    "morning": "dagens besök", "evening": "morgondagens besök", "code": "engångskod", "letter": "brev",
    "welcome": "första sms:et", "change": "ändring", "delay": "försening", "arrived": "någon kom",
    "done": "besöket klart", "not_come": "ingen har hörts av", "missed": "uteblivet besök",
    "unplanned": "oplanerat besök", "alert": "larm till jouren", "question": "fråga om någon kom",
    "answer": "svar från enheten", "news": "avisering", "day_call": "dagens besök, uppläst", "wrong_card": "fel kort",
    "outcome": "svar på ett önskemål", "survey": "fråga om hur besöket var",
}  # fmt: skip
CHANNELS = {
    "sms": "sms", "call": "samtal", "email": "e-post", "twilio_sms": "sms, Twilio", "elks_sms": "sms, 46elks",
    "twilio_voice": "samtal, Twilio", "smtp": "e-post", "push": "avisering", "web_push": "avisering",
    "console": "lämnade inte huset",
}  # fmt: skip
LEVELS = {"none": "ingenting om besök", "times": "tider", "names": "tider och namn",
          "services": "tider, namn och insats"}  # fmt: skip
LANGUAGES = languages.CALLED
MOMENTS = {
    "written": "Skrevs", "wanted": "Skulle skickas", "claimed": "Hämtades för att skickas",
    "handed_over": "Lämnades till leverantören", "receipt": "Besked från leverantören", "delivered": "Kom fram",
    "suppressed": "Hölls inne", "failed": "Avvisades", "expired": "Gavs upp, för sent",
    "erased": "Orden raderades hos leverantören", "expires": "Skickas inte efter",
}  # fmt: skip
BECAUSE = {
    # what people wish, and may
    "level_none": "ingen på numret har bett om sms", "not_wished": "den som läser inte har valt sådana besked",
    "not_wanted": "önskemålet om sms har tagits tillbaka eller inte gäller för alla på numret",
    "less_wanted": "önskemålet numera säger mindre än vad som stod i meddelandet",
    "wrong_number": "någon har svarat FEL från numret",
    "opted_out_21610": "mottagaren har svarat STOPP hos leverantören",
    "unconfirmed": "numret inte är bekräftat än och först ska få ett sms utan besök",
    "consent_ended": "samtycket inte längre gäller", "number_changed": "numret har bytts",
    "protected": "personen har skyddade personuppgifter", "ended": "personen inte längre har hemtjänst",
    "by_owner": "den som det gällde stängde enheten själv", "by_staff": "enheten stängdes av personalen",
    "not_seen": "chefen inte godkände enheten",
    # the clock, and how much is too much
    "quiet": "det var natt och beskedet inte hade varit till nytta på morgonen",
    "too_late": "det hann bli för sent för att vara till nytta",
    "capped": "numret redan hade fått så många besked som det får på en dag",
    # the unit
    "shadow": "enheten är i provläge, där allt skrivs men inget skickas",
    "budget": "enhetens budget för månaden inte hade räckt",
    "fuse": "ovanligt många sådana besked skrevs på en gång, och chefen får säga till först",
    # the installation, and the provider's way
    "not_on_allowlist": "numret inte finns bland dem som får sms nu",
    "no_smtp_url": "e-post inte är påslagen i tjänsten", "cannot_call": "samtal inte är påslagna i tjänsten",
    "bad_address": "adressen inte går att skriva till",
    "no_vapid_key": "aviseringar inte är påslagna i tjänsten", "gone": "webbläsaren inte längre tar emot aviseringar",
    "no_provider": "ingen leverantör är inställd i tjänsten",
    "slept": "tjänsten stod stilla just när det skulle skickas",
    "provider_rests": "leverantören har haft fel flera gånger och får vila en stund",
    "no_connection": "vi inte fick förbindelse med leverantören", "smtp_fault": "e-postservern inte tog emot",
    "channel_failed": "något oväntat hände hos oss när det skulle skickas",
    "no_answer": "leverantören aldrig svarade", "never_accepted": "leverantören aldrig hade fått det",
    "unreadable_answer": "leverantörens svar inte gick att läsa",
    "no_sid": "leverantörens svar inte gick att läsa",
    "not_heard": "ingen tryckte på någon knapp i telefonen",
}  # fmt: skip
"""Each code of ours as the end of a sentence: "…, eftersom …"."""
SENTENCES = {
    "queued": "Det väntar på ett nytt försök, eftersom {because}.",
    "sending": "Det lämnas över till leverantören just nu.",
    "sent": "Leverantören har tagit emot det, men har inte sagt om det kom fram.",
    "delivered": "Det kom fram.",
    "undelivered": "Det skickades men kom inte fram, eftersom {because}.",
    "failed": "Det skickades inte, eftersom {because}.",
    "unknown": "Vi vet inte om det kom iväg, eftersom {because}, och vi frågar innan något skickas igen.",
    "expired": "Det skickades aldrig, eftersom {because}.",
    "suppressed": "Det skickades inte, eftersom {because}.",
}
AT_HOME = "Det räknas som skickat, men tjänsten är inställd så att ingenting lämnar huset."


class Standing(Protocol):
    """How a message stands."""

    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def channel(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def wanted_at(self) -> datetime | None: ...
    @property
    def delivered_at(self) -> datetime | None: ...


class Happened(Protocol):
    """One thing that happened to a message."""

    @property
    def what(self) -> str: ...
    @property
    def status(self) -> str | None: ...
    @property
    def error(self) -> str | None: ...
    @property
    def moved(self) -> bool: ...


class Promised(Protocol):
    """A visit that a message told of."""

    @property
    def window_start_at(self) -> datetime: ...
    @property
    def window_end_at(self) -> datetime: ...
    @property
    def promised(self) -> bool: ...


def because(state: str, reason: str | None) -> str:
    """Why a message is where it is, as the end of a sentence."""
    if reason is None:
        return "skälet inte finns antecknat"
    return BECAUSE.get(reason) or said_by(reason, state)


def reason(state: str, code: str) -> str:
    """The same, to stand by itself in a list."""
    return large(because(state, code))


def sentence(message: Standing) -> str:
    """Why it was sent, or not: one sentence."""
    if message.state == "sent" and message.channel == "console":
        return AT_HOME
    if message.state == "delivered" and message.delivered_at is not None:
        return f"Det kom fram {moment_in_words(message.delivered_at)}."
    if message.state == "queued" and message.reason is None:
        waits = message.wanted_at is not None and message.wanted_at > message.created_at
        return f"Det väntar till {moment_in_words(message.wanted_at)}." if waits and message.wanted_at else (
            "Det står i kö och skickas strax."
        )  # fmt: skip
    reason_ = message.reason or ("too_late" if message.state == "expired" else None)
    return SENTENCES[message.state].format(because=because(message.state, reason_))


def moment(happened: Happened) -> str:
    """One thing that happened to it."""
    said = MOMENTS[happened.what]
    if happened.status is None:
        return said
    why = f", eftersom {said_by(happened.error, 'undelivered')}" if happened.error not in (None, "", "0") else ""
    known = "" if happened.moved else " (sade inget nytt)"
    return f"{said}: {status(happened.status)}{why}{known}"


def exactly(instant: datetime) -> str:
    """When, with seconds: 24 november 2026 klockan 6.30.05."""
    return f"{date_in_words(clock.local_date(instant))} klockan {clock.local(instant):%-H.%M.%S}"


def window(told: Promised) -> str:
    """When a visit that it told of was to begin."""
    on = day_in_words(clock.local_date(told.window_start_at), "sv")
    said = f"{large(on)} {window_in_words(told.window_start_at, told.window_end_at)}"
    return said if told.promised else f"{said}. Så står det i planen; meddelandet har inte lovat det."
