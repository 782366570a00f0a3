"""What providers answer, in Swedish: their codes, their words in receipts. Pure.

Twilio's codes are those of its error dictionary; three digits are HTTP's, or an e-mail server's.
"""

from __future__ import annotations

TWILIO = {
    "20003": "leverantören inte kände igen vår inloggning",
    "20429": "leverantören inte hann ta emot",
    "21211": "numret inte går att skicka till", "21214": "numret inte går att ringa",
    "21217": "numret inte går att ringa", "21219": "numret inte är godkänt hos leverantören",
    "21408": "vårt konto inte får skicka till det landet", "21606": "vårt avsändarnummer inte får skicka sms",
    "21612": "det inte går att skicka till numret från vårt avsändarnummer",
    "21614": "numret inte är ett mobilnummer", "21617": "texten var för lång",
    "30001": "leverantörens kö var full", "30002": "vårt konto hos leverantören är stängt",
    "30003": "telefonen var avstängd eller utan täckning", "30004": "mottagarens operatör eller telefon stoppade det",
    "30005": "numret inte finns", "30006": "numret är en fast telefon, eller en operatör som inte tar emot sms",
    "30007": "operatören tog det för skräppost", "30008": "operatören inte sade varför",
    "30010": "det hade kostat mer än vad kontot tillåter", "30034": "vårt avsändarnummer inte är registrerat",
    "30036": "det blev för gammalt på vägen", "63038": "dagens tak hos leverantören är nått",
}  # fmt: skip
ANSWERED = {
    "401": "leverantören inte kände igen vår inloggning", "402": "vårt konto hos leverantören är tomt",
    "403": "leverantören inte tillåter det", "404": "leverantören inte hittade vad vi bad om",
    "429": "leverantören inte hann ta emot",
}  # fmt: skip
BY_STATE = {
    "queued": "leverantören inte kunde ta emot", "unknown": "leverantören hade ett fel hos sig",
    "failed": "leverantören sade nej till det",
}  # fmt: skip
STATUSES = {
    "accepted": "mottaget", "scheduled": "mottaget", "queued": "i kö där", "created": "mottaget",
    "sending": "på väg", "sent": "skickat därifrån", "delivered": "framme", "read": "läst",
    "undelivered": "kom inte fram", "failed": "gick inte att skicka", "canceled": "avbrutet",
    "initiated": "samtalet börjar", "ringing": "det ringer", "in-progress": "någon svarade",
    "answered": "någon svarade", "completed": "samtalet är slut", "busy": "upptaget", "no-answer": "ingen svarade",
}  # fmt: skip
"""What a receipt says."""
NOT_ARRIVED = {
    "undelivered": "operatören inte sade varför", "failed": "operatören inte sade varför",
    "canceled": "det avbröts på vägen", "busy": "det var upptaget", "no-answer": "ingen svarade i telefonen",
    "completed": "samtalet tog slut innan det var framme",
}  # fmt: skip
"""A receipt's word where it gave no code, as the end of a sentence."""


def said_by(code: str, state: str) -> str:
    """A provider's reason as the end of a sentence: "…, eftersom …"; one that we do not know with its own name."""
    known = TWILIO.get(code) or ANSWERED.get(code) or NOT_ARRIVED.get(code)
    if known:
        return known
    if code.isalpha():  # the name of a fault of the connection
        return "förbindelsen med leverantören bröts"
    if code.isdigit() and len(code) == 3:
        return BY_STATE.get(state, BY_STATE["failed"])
    return f"leverantören svarade med ett fel som den kallar {code}"


def status(word: str) -> str:
    """What a receipt says; a word that is new to us as it is."""
    return STATUSES.get(word, word)
