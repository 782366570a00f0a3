"""What Twilio is to say or answer, in its own language (TwiML)."""

from __future__ import annotations

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Gather, VoiceResponse

from notifications.texts import Catalogue

VOICES = {"sv": "sv-SE", "fi": "fi-FI", "en": "en-GB"}
WAITS_SECONDS = 15


def asks_for_a_key(words: Catalogue, municipality: str, then: str) -> str:
    """Who calls, and nothing else, until a key is pressed: an answering machine presses none. Asked twice."""
    answer = VoiceResponse()
    for _ in range(2):
        gather = Gather(num_digits=1, action=then, method="POST", timeout=WAITS_SECONDS, finish_on_key="")
        gather.say(words.say("code", "call_ask", municipality=municipality), language=VOICES[words.language])
        answer.append(gather)
    answer.hangup()
    return str(answer)


def says_code(words: Catalogue, code: str) -> str:
    """The code, digit by digit with a pause after each, twice."""
    answer, language = VoiceResponse(), VOICES[words.language]
    for intro in ("call_code", "call_again"):
        answer.say(words.say("code", intro), language=language)
        for digit in code:
            answer.pause(length=1)
            answer.say(digit, language=language)
        answer.pause(length=2)
    answer.say(words.say("code", "call_end"), language=language)
    answer.hangup()
    return str(answer)


def says(words: Catalogue, name: str, **values: object) -> str:
    """One sentence of the catalogue's part `code`, and then the call ends."""
    answer = VoiceResponse()
    answer.say(words.say("code", name, **values), language=VOICES[words.language])
    answer.hangup()
    return str(answer)


def texts(body: str | None) -> str:
    """A text back; nothing where there is no more to say."""
    answer = MessagingResponse()
    if body:
        answer.message(body)
    return str(answer)
