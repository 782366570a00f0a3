"""Whether an answer of ours is TwiML: by the verbs, attributes and nesting of Twilio's own library, and its manual."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from twilio.twiml import TwiML, lower_camel, messaging_response, voice_response

LONGEST_SAID = 4096
WHOLE = re.compile(r"\d{1,5}")
ENDS = ("Hangup", "Redirect", "Reject", "Dial")
"""Verbs after which no other of the same answer is reached; `Dial` where its `action` says what comes next."""


def _address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


VALUES: dict[str, Callable[[str], Any]] = {
    "numDigits": WHOLE.fullmatch, "timeout": WHOLE.fullmatch, "length": WHOLE.fullmatch, "timeLimit": WHOLE.fullmatch,
    "method": re.compile("GET|POST").fullmatch, "action": _address, "finishOnKey": re.compile("[0-9#*]?").fullmatch,
    "language": re.compile("[a-z]{2}-[A-Z]{2}").fullmatch, "voice": re.compile(r"(Polly|Google)\.[\w-]+").fullmatch,
    "rate": re.compile(r"x-slow|slow|medium|fast|x-fast|\d+%").fullmatch,
    "actionOnEmptyResult": re.compile("true|false").fullmatch, "callerId": re.compile(r"\+[1-9]\d{6,14}").fullmatch,
}  # fmt: skip


@dataclass
class Verb:
    """What may stand at and in an element."""

    attributes: set[str] = field(default_factory=set)
    children: set[str] = field(default_factory=set)


def faults(answer: str) -> list[str]:
    """What is wrong with an answer; nothing where Twilio would take it."""
    if not answer.startswith('<?xml version="1.0" encoding="UTF-8"?>'):
        return ["no XML declaration"]
    root = ElementTree.fromstring(answer)
    if root.tag != "Response" or root.attrib:
        return ["not a Response"]
    module = messaging_response if root.find("Message") is not None else voice_response
    known = _grammar(module)
    return [*_in(root, known["Response"], known), *_unreached(root)]


def _in(element: ElementTree.Element, verb: Verb, known: dict[str, Verb]) -> Iterator[str]:
    for child in element:
        if child.tag not in verb.children or child.tag not in known:
            yield f"{child.tag} does not stand in {element.tag}"
            continue
        inside = known[child.tag]
        for name, value in child.attrib.items():
            if name not in inside.attributes:
                yield f"{child.tag} has no {name}"
            elif not VALUES[name](value):
                yield f"{child.tag} {name}={value!r}"
        yield from _said(child)
        yield from _in(child, inside, known)


def _said(element: ElementTree.Element) -> Iterator[str]:
    words = "".join(element.itertext()).strip()
    if element.tag in ("Say", "Body", "Message") and not 0 < len(words) <= LONGEST_SAID:
        yield f"{element.tag} of {len(words)} characters"
    if element.tag == "Number" and not re.fullmatch(r"\+[1-9]\d{6,14}", words):
        yield "Number is no number"
    if element.tag in ("Gather", "Hangup", "Pause", "Dial") and (element.text or "").strip():
        yield f"text in {element.tag}"


def _unreached(root: ElementTree.Element) -> list[str]:
    ends = [
        place for place, verb in enumerate(root) if verb.tag in ENDS and (verb.tag != "Dial" or "action" in verb.attrib)
    ]
    return [f"{root[place + 1].tag} is never reached" for place in ends if place + 1 < len(root)]


@cache
def _grammar(module: ModuleType) -> dict[str, Verb]:
    """Element → what may stand at and in it, read from the library's own methods."""
    classes = {name: one for name, one in inspect.getmembers(module, inspect.isclass) if issubclass(one, TwiML)}
    tags = {name: _tag(one) for name, one in classes.items()}
    found = {tag: Verb() for tag in tags.values()}
    for name, one in classes.items():
        for method in (value for key, value in vars(one).items() if inspect.isfunction(value) and key != "__init__"):
            made = re.search(r"self\.nest\(\s*(\w+)\(", inspect.getsource(method))
            if made and made[1] in classes:
                child = classes[made[1]]
                content = set(inspect.signature(child).parameters)
                named = set(inspect.signature(method).parameters) - content - {"self", "kwargs"}
                found[tags[name]].children.add(tags[made[1]])
                found[tags[made[1]]].attributes |= {lower_camel(TwiML.MAP.get(one, one)) for one in named}
    return found


def _tag(one: type) -> str:
    named = re.search(r'self\.name = "([^"]+)"', inspect.getsource(one))
    return named[1] if named else one.__name__
