"""Which passwords are too easy: short ones, those on every list, those that name the place, the work or the person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from threading import Lock
from typing import Any

from flask import current_app
from flask_security import PasswordUtil, hash_password
from flask_security.utils import get_message
from zxcvbn import zxcvbn  # type: ignore[import-untyped]

from schema.tables import User

SHORTEST = 12
LONGEST = 1_000
"""Characters. What hashes passwords refuses more than 4 096 by raising."""
LEAST_SCORE = 3
"""Of 4 in zxcvbn's measure: more than a hundred million guesses."""
LEAST_REST = 6
"""How many letters and digits must be left when what anybody would guess is taken away."""
LOOKED_AT = 72
SAID = {"short": "PASSWORD_INVALID_LENGTH", "long": "PASSWORD_TOO_LONG", "easy": "PASSWORD_TOO_SIMPLE"}
WORDS = (
    "hemtjänst hemtjansten hemtjänsten omsorg omsorgen äldreomsorg kommun kommunen vemkommer vem kommer besök personal "
    "lösenord password passord sommar vinter höst vår januari februari mars april maj juni juli augusti september "
    "oktober november december måndag tisdag onsdag torsdag fredag lördag söndag sverige stockholm göteborg malmö "
    "uppsala kungsbacka finland suomi salasana kesä talvi välkommen välkommen hejsan hej älskar älskling fotboll "
    "hockey hammarby djurgården solsken sommaren jultomten qwerty asdf admin administrator chef planerare"
).split()
"""What is guessed first here, beside the lists that zxcvbn brings."""
_one_at_a_time = Lock()


class Passwords(PasswordUtil):
    """The library's check of a new password, with our own measure."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """What is wrong with a password (None: nothing), and the password as it is hashed."""
        normal = self.normalize(password)
        user: User | None = kwargs.get("user")
        about = (user.email, user.name) if user is not None else ()
        return [said(fault) for fault in faults(normal, about)] or None, normal


def faults(password: str, about: Iterable[str]) -> list[str]:
    """Why a password will not do: `short`, `long` or `easy`. `about`: the person's name and address."""
    if len(password) < SHORTEST:
        return ["short"]
    if len(password) > LONGEST:
        return ["long"]
    words = _guessed_first(about)
    rest = _plain(password)
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(set(re.sub(r"[\W_]|(19|20)\d\d", "", rest))) < LEAST_REST:
        return ["easy"]
    with _one_at_a_time:  # the library keeps its words in one place for all threads
        score = zxcvbn(_plain(password)[:LOOKED_AT], user_inputs=sorted(words))["score"]
    return [] if score >= LEAST_SCORE else ["easy"]


def said(fault: str) -> str:
    """A fault in the reader's language, by the library's texts and ours beside them."""
    return str(get_message(SAID[fault], length=SHORTEST)[0])


def hashed(password: str) -> str:
    """A password as it is stored, from what was typed: å has two spellings, and both are meant."""
    return str(hash_password(unicodedata.normalize("NFKD", password)))


def _guessed_first(about: Iterable[str]) -> set[str]:
    settings = current_app.extensions["settings"]
    own = re.split(r"[^\w]+|_", " ".join((settings.municipality, *about)))
    return {_plain(word) for word in (*WORDS, *own) if len(word) > 2}


def _plain(text: str) -> str:
    """Small letters without their dots and rings: nobody is helped by writing hemtjanst."""
    return "".join(one for one in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(one))
