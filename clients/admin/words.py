"""What the codes of the outbox are called to an administrator."""

from __future__ import annotations

from clients.ui.speech import date_in_words, moment_in_a_list

STATES = {
    "queued": "i kö",
    "sending": "skickas",
    "sent": "skickat",
    "delivered": "framme",
    "undelivered": "kom inte fram",
    "failed": "avvisat",
    "unknown": "ovisst",
    "expired": "för sent",
    "suppressed": "hölls inne",
}
ROLES = {
    "worker": "medarbetare", "planner": "planerare", "manager": "enhetschef", "head": "verksamhetschef",
    "auditor": "granskare", "admin": "systemförvaltare",
}  # fmt: skip
TONES = {
    "delivered": "good",
    "sent": "good",
    "undelivered": "bad",
    "failed": "bad",
    "unknown": "warn",
    "expired": "warn",
}
KINDS = {"morning": "dagens besök", "code": "engångskod", "letter": "brev", "news": "avisering"}
CHANNELS = {
    "sms": "sms",
    "call": "samtal",
    "email": "e-post",
    "twilio_sms": "sms, Twilio",
    "twilio_voice": "samtal, Twilio",
    "smtp": "e-post",
    "push": "avisering",
    "web_push": "avisering",
    "console": "lämnade inte huset",
}
REASONS = {
    "too_late": "tiden hade gått ut",
    "no_answer": "vi fick aldrig svar från leverantören",
    "not_on_allowlist": "numret finns inte bland dem som får sms nu",
    "not_wanted": "önskemålet finns inte längre",
    "less_wanted": "önskemålet säger mindre nu",
    "opted_out_21610": "mottagaren har svarat STOPP (21610)",
    "429": "leverantören hann inte ta emot, nytt försök görs",
    "no_connection": "ingen förbindelse med leverantören, nytt försök görs",
    "no_smtp_url": "e-post är inte påslagen (SMTP_URL)",
    "smtp_fault": "e-postservern tog inte emot, nytt försök görs",
    "bad_address": "adressen går inte att skriva till",
    "no_vapid_key": "aviseringar är inte påslagna (VAPID_PRIVATE_KEY)",
    "gone": "webbläsaren tar inte längre emot aviseringar",
    "cannot_call": "samtal är inte påslagna (TWILIO_FROM måste vara ett nummer)",
    "not_heard": "ingen tryckte på en knapp",
    "busy": "upptaget",
    "no-answer": "ingen svarade",
    "never_accepted": "leverantören hade inte fått det, nytt försök görs",
}
MODES = {
    "console": "Inga sms lämnar huset (SMS_MODE=console). Texten visas här.",
    "allowlist": "Bara utvalda nummer får sms (SMS_MODE=allowlist).",
    "live": "Sms skickas på riktigt (SMS_MODE=live). Texten visas inte.",
}


def reason(code: str) -> str:
    """A reason in words; a provider's code as it is."""
    return REASONS.get(code, f"kod {code}")


day = date_in_words
moment = moment_in_a_list
