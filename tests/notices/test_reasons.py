"""Every reason that a message can stop for has its sentence: the codes are looked for in the source itself."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from requests import exceptions

import notifications
from clients.ui import message_words, provider_words
from notifications.events import Kind, Way
from notifications.receipts import SAID
from notifications.states import State
from tests.notices.town import at

ROOT = Path(notifications.__file__).parent.parent
PLACES = ("notifications", "backend/telling", "backend/devices/revoke.py", "backend/devices/waiting.py",
          "backend/devices/withdraw.py", "backend/privacy/consents.py", "clients/recipient/who.py",
          "clients/manager/devices.py")  # fmt: skip
NAMED = frozenset({"reason", "held", "why", "closed"})
"""Names under which a reason is handed on, as a keyword or a key."""
FIRST, LAST = frozenset({"Stays", "unknown", "later", "_later"}), frozenset({"one", "of_recipient", "of_relative",
                                                                           "lists_to", "_end"})  # fmt: skip
NO_REASONS = frozenset({"holds"})
"""A column's name in a function that gives reasons."""
CODE = re.compile(r"[a-z]+(_[a-z0-9]+)*|no-answer")


def strings(node: ast.AST | None, names: dict[str, str]) -> set[str]:
    """The strings that an expression may be; a name of the module's own stands for what it is."""
    if node is None:
        return set()
    if isinstance(node, ast.IfExp):
        return strings(node.body, names) | strings(node.orelse, names)
    if isinstance(node, ast.Name):
        return {names[node.id]} if node.id in names else set()
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def reasons(source: str) -> set[str]:
    """The codes that a module can give as a reason of a message's."""
    tree, found = ast.parse(source), set()
    names = {
        target.id: node.value.value
        for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and "trail" not in ast.unparse(node.func):
            found |= _of_call(node, names)
        elif isinstance(node, ast.Dict) and "from_on" not in ast.unparse(node):
            keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
            found |= {one for key, value in zip(keys, node.values, strict=True) if key in NAMED
                      for one in strings(value, names)}  # fmt: skip
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "kept":
            pairs = node.value.elts if isinstance(node.value, ast.Tuple) else []
            found |= {one for pair in pairs if isinstance(pair, ast.Tuple) for one in strings(pair.elts[0], names)}
        elif isinstance(node, ast.FunctionDef) and node.name in ("_reason", "held", "_gone_recipients",
                                                                "_gone_relatives"):  # fmt: skip
            found |= {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)
                      and isinstance(one.value, str) and CODE.fullmatch(one.value)}  # fmt: skip
            found |= {names[one.id] for one in ast.walk(node) if isinstance(one, ast.Name) and one.id in names}
    return {one for one in found if CODE.fullmatch(one)} - NO_REASONS


def _of_call(node: ast.Call, names: dict[str, str]) -> set[str]:
    called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    told = [word.value for word in node.keywords if word.arg in NAMED]
    told += node.args[:1] if called in FIRST else node.args[1:2] if called in LAST else []
    return {one for value in told for one in strings(value, names)}


def everywhere() -> set[str]:
    """Every code in the places that write messages' reasons, and the faults of a connection by name."""
    files = [
        one for place in PLACES for one in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
    ]
    own = {code for one in files for code in reasons(one.read_text(encoding="utf-8"))}
    faults = {name for name, one in vars(exceptions).items() if isinstance(one, type) and name[0].isupper()}
    return own | faults


KNOWN = {
    "level_none", "shadow", "unconfirmed", "quiet", "capped", "too_late", "not_wanted", "less_wanted", "wrong_number",
    "opted_out_21610", "no_answer", "never_accepted", "provider_rests", "not_on_allowlist", "no_connection",
    "unreadable_answer", "no_sid", "cannot_call", "no_smtp_url", "smtp_fault", "bad_address", "not_heard", "by_owner",
    "by_staff", "not_seen", "consent_ended", "number_changed", "protected", "ended",
}  # fmt: skip


def test_the_source_is_read_well_enough_to_find_what_is_known() -> None:
    assert set() == KNOWN - everywhere()


@dataclass
class Message:
    """A message as the sentence sees it."""

    state: str
    reason: str | None
    channel: str = "sms"

    def __post_init__(self) -> None:
        self.created_at, self.wanted_at, self.delivered_at = at(6), at(6, 30), at(6, 31)


def test_each_code_of_ours_has_words_of_its_own() -> None:
    codes = {code for code in everywhere() if code not in provider_words.NOT_ARRIVED and not code[0].isupper()}
    assert codes - set(message_words.BECAUSE) == set()


@pytest.mark.parametrize("state", State)
def test_each_state_with_each_reason_is_one_sentence(state: State) -> None:
    of_providers = {*provider_words.TWILIO, "550", "503", "429", "30999", "21610"}
    for code in [*sorted(everywhere() | of_providers), None]:
        said = message_words.sentence(Message(state, code))
        assert said[0].isupper() and said.endswith(".") and ". " not in said, said
        assert "_" not in said and "{" not in said, said
        known = code is None or code not in said.split() or code == "30999"
        assert known, said


def test_what_is_shown_beside_it_has_words_too() -> None:
    assert set(message_words.STATES) == set(State) == set(message_words.SENTENCES)
    assert set(Kind) - set(message_words.KINDS) == set()
    assert {*Way, "twilio_sms", "elks_sms", "twilio_voice", "smtp", "console"} <= set(message_words.CHANNELS)
    assert set(SAID) - set(provider_words.STATUSES) == set()


def test_a_code_that_nobody_knows_stands_by_its_name() -> None:
    assert message_words.sentence(Message("undelivered", "30999")) == (
        "Det skickades men kom inte fram, eftersom leverantören svarade med ett fel som den kallar 30999."
    )
