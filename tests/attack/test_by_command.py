"""Whoever has a shell on the server is no ghost: what a command changes stands in the trail, in its transaction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from backend.cards.issue import card_for
from schema.db import db
from schema.tables import Recipient, Trail
from tests.packages import small_package, write_package
from tests.personal.test_marks import commands
from tests.signin.door import WHO, account

Run = Callable[..., Result]
NEW = "fyra helt andra ordpar"
CHANGES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "an account": (("user", "create", "ny@example.se", "--name", "Ny", "--role", "head", "--password", NEW),
                   "flask user", "account_made head"),
    "a closed account": (("user", "close", WHO), "flask user", "account_closed account 1"),
    "a link to somebody's password": (("user", "reset", WHO), "flask user", "password_link account 1"),
    "a second factor gone": (("user", "reset", WHO, "--factor"), "flask user", "factor_removed account 1"),
    "a role": (("user", "grant", WHO, "head"), "flask user", "role_given head account 1"),
    "a role ended": (("user", "revoke-role", WHO, "manager"), "flask user", "role_ended manager account 1"),
    "a claim": (("claims", "add", "groups", "x", "--role", "head"), "flask claims", "claim_added"),
    "a key": (("api-key", "create", "x", "--scope", "visits:read"), "flask api-key", "key_made visits:read"),
    "a card": (("cards", "revoke", "elsa"), "flask cards", "card_closed"),
    "a plan": (("import", "{package}"), "flask import", "plan_taken_in 2"),
    "a plan taken back": (("import", "undo", "1"), "flask import", "plan_taken_back 1"),
    "a tolerance": (("tolerance", "set", "late=60"), "flask tolerance", "tolerance_set"),
}  # fmt: skip
LEFT_OUT = {
    "jobs": "the service itself at work", "demo": "an empty database's", "keys": "nothing of anybody changes",
    "audit": "reads", "report": "reads figures", "retention": "has a signed record of its own",
    "privacy": "tests/privacy", "import runs": "reads", "db": "the schema's", "run": "", "shell": "", "routes": "",
    "openapi": "", "hooks": "prints addresses",
}  # fmt: skip
"""Commands that are not tried here, and why."""


@pytest.fixture
def laid(app: Flask, run_cli: Run, tmp_path: Path) -> str:
    """A plan that was taken in, a card, an account; where the next package lies."""
    tables = small_package()
    assert run_cli("import", write_package(tmp_path / "one", **tables)).exit_code == 0
    for home_id in db.session.scalars(select(Recipient.home_id).distinct()).all():
        card_for(home_id)
    account()
    db.session.commit()
    tables["recipients"][0]["name"] = "Elsa Ny"
    return str(write_package(tmp_path / "two", **tables))


def rows() -> list[Trail]:
    db.session.rollback()
    return list(db.session.scalars(select(Trail).where(Trail.role == "service").order_by(Trail.id)))


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_by_a_command_is_on_the_trail(laid: str, run_cli: Run, what: str) -> None:
    words, page, reason = CHANGES[what]
    before = len(rows())
    told = run_cli(*(word.format(package=laid) for word in words))
    assert told.exit_code == 0, told.output
    new = [row for row in rows()[before:] if row.action == "change"]
    assert [(row.what, row.reason) for row in new] == [(page, reason)]
    assert new[0].address.startswith("konto ")
    if what == "a card":
        assert new[0].recipient_id == db.session.scalar(select(Recipient.id).where(Recipient.outside_id == "elsa"))


@pytest.mark.parametrize(
    "words",
    [("user", "close", "ingen@example.se"), ("user", "grant", WHO, "king"), ("api-key", "revoke", "99"),
     ("claims", "remove", "99"), ("import", "undo", "99"), ("import", "{package}", "--dry-run")],
)  # fmt: skip
def test_what_changed_nothing_is_not(laid: str, run_cli: Run, words: tuple[str, ...]) -> None:
    before = len(rows())
    run_cli(*(word.format(package=laid) for word in words))
    assert len(rows()) == before


def test_every_command_that_changes_something_is_tried(app: Flask) -> None:
    tried = {
        " ".join(words[: 2 if words[0] != "import" or words[1] == "undo" else 1]) for words, *_ in CHANGES.values()
    }
    reading = {"list", "rules", "status", "check", "print", "remove", "link", "revoke"}
    for words, _ in commands(app.cli):  # type: ignore[arg-type]
        name = " ".join(words).removesuffix(" package")
        known = name in tried or words[0] in LEFT_OUT or name in LEFT_OUT or words[-1] in reading
        assert known, f"{name}: does it change anything? Then it leaves a row in the trail"


def test_a_key_and_a_claim_that_go_are_on_the_trail(laid: str, run_cli: Run) -> None:
    for words in (("api-key", "create", "x", "--scope", "visits:read"), ("api-key", "revoke", "1"),
                  ("claims", "add", "groups", "x", "--role", "head"), ("claims", "remove", "1")):  # fmt: skip
        assert run_cli(*words).exit_code == 0
    assert [row.reason for row in rows()][-4:] == ["key_made visits:read", "key_revoked 1", "claim_added",
                                                  "claim_removed"]  # fmt: skip
