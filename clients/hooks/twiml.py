"""What Twilio is to say or answer, in its own language (TwiML). Calls are spoken slowly, a pause after each line."""

from __future__ import annotations

from collections.abc import Sequence

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Gather, VoiceResponse

from notifications.spoken import PART
from notifications.texts import LANGUAGES, Catalogue, catalogue
from schema.languages import known

VOICES = {
    "sv": {"language": "sv-SE", "voice": "Polly.Elin-Neural"},
    "fi": {"language": "fi-FI", "voice": "Polly.Suvi-Neural"},
    "en": {"language": "en-GB", "voice": "Polly.Amy-Neural"},
}
"""Voices that speak as slowly as they are told to; the account's own might not."""
WAITS_SECONDS = 15
CODE_WAITS_SECONDS = 10
RINGS_SECONDS = 30
LONGEST_TALK_SECONDS = 1800
PIN_DIGITS = 6


def asks_for_a_key(words: Catalogue, municipality: str, then: str) -> str:
    """Who calls, and nothing else, until a key is pressed: an answering machine presses none. Asked twice."""
    answer = VoiceResponse()
    for _ in range(2):
        _say(_waits(answer, then), words, words.say("code", "call_ask", municipality=municipality))
    answer.hangup()
    return str(answer)


def says_code(words: Catalogue, code: str) -> str:
    """The code, digit by digit with a pause after each, twice."""
    answer = VoiceResponse()
    for intro in ("call_code", "call_again"):
        _say(answer, words, words.say("code", intro))
        for digit in code:
            answer.pause(length=1)
            _say(answer, words, digit)
        answer.pause(length=2)
    return _ends(answer, words)


def reads(words: Catalogue, lines: Sequence[str], choices: str, then: str) -> str:
    """Some lines, slowly, then what the keys do (`choices`: its name), twice; a key may be pressed at any time."""
    answer = VoiceResponse()
    for said in (lines, ()):
        gather = _waits(answer, then)
        for line in said:
            _say(gather, words, line)
            gather.pause(length=1)
        _say(gather, words, words.say(PART, choices))
    return _ends(answer, words)


def asks(words: Catalogue, lines: Sequence[str], choices: Sequence[tuple[str, str]], then: str) -> str:
    """Some lines, then what the keys do: each choice with the language that says it, a pause after each; asked twice.

    A key may be pressed at any time. Who presses none is said goodbye to.
    """
    answer = VoiceResponse()
    for said in (lines, ()):
        gather = _waits(answer, then)
        for line, language in (*((one, words.language) for one in said), *choices):
            _say(gather, catalogue(language), line)
            gather.pause(length=1)
    return _ends(answer, words)


def tells(words: Catalogue, lines: Sequence[str]) -> str:
    """Some lines, and then the call ends."""
    answer = VoiceResponse()
    for line in lines:
        _say(answer, words, line)
    return _ends(answer, words)


def connects(words: Catalogue, number: str, caller: str | None, then: str) -> str:
    """Put through to a number; what became of it is asked at `then`."""
    answer = VoiceResponse()
    _say(answer, words, words.say(PART, "connects"))
    dial = answer.dial(
        action=then, method="POST", caller_id=caller, timeout=RINGS_SECONDS, time_limit=LONGEST_TALK_SECONDS
    )
    dial.number(number)
    return str(answer)


def asks_for_pin(name: str, municipality: str, then: str) -> str:
    """Ask who calls for her PIN (`name`: pin_ask or pin_wrong), in each language; without one `then` is asked too."""
    answer = VoiceResponse()
    gather = Gather(
        num_digits=PIN_DIGITS, finish_on_key="#", timeout=CODE_WAITS_SECONDS, action=then, method="POST",
        action_on_empty_result=True,
    )  # fmt: skip
    for words in map(catalogue, LANGUAGES):
        _say(gather, words, words.say(PART, name, municipality=municipality))
        gather.pause(length=1)
    answer.append(gather)
    return str(answer)


def says(words: Catalogue, part: str, name: str) -> str:
    """One sentence of the catalogue, and then the call ends."""
    answer = VoiceResponse()
    _say(answer, words, words.say(part, name))
    answer.hangup()
    return str(answer)


def says_to_anybody(name: str) -> str:
    """One sentence in each language, the same for whoever calls, and then the call ends."""
    answer = VoiceResponse()
    for words in map(catalogue, LANGUAGES):
        _say(answer, words, words.say(PART, name))
    answer.hangup()
    return str(answer)


def texts(body: str | None) -> str:
    """A text back; nothing where there is no more to say."""
    answer = MessagingResponse()
    if body:
        answer.message(body)
    return str(answer)


def _waits(answer: VoiceResponse, then: str) -> Gather:
    """A place in a call where one key is waited for."""
    return answer.gather(num_digits=1, action=then, method="POST", timeout=WAITS_SECONDS, finish_on_key="")


def _say(where: VoiceResponse | Gather, words: Catalogue, text: str) -> None:
    where.say(**VOICES[known(words.language).base]).prosody(text, rate="slow")


def _ends(answer: VoiceResponse, words: Catalogue) -> str:
    _say(answer, words, words.say("code", "call_end"))
    answer.hangup()
    return str(answer)
