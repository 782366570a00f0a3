"""What a service lets slip besides its pages: in caches, in logs, in how it fails."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import System
from tests.people import Staff

HUGE = "9" * 30


@pytest.mark.parametrize(
    ("role", "path"),
    [("worker", "/personal"), ("manager", "/chef"), ("planner", "/plan"), ("admin", "/admin/utkorg"),
     ("manager", "/chef/person/1"), ("manager", "/plan"), ("worker", "/hem")],
)  # fmt: skip
def test_no_page_of_staff_is_kept(app: Flask, staff: Staff, role: str, path: str) -> None:
    assert staff(role).get(path).headers["Cache-Control"] == "private, no-store"


def test_no_answer_to_a_system_is_kept(app: Flask) -> None:
    assert System(app, "visits:read").get("visits").headers["Cache-Control"] == "private, no-store"


def test_files_of_the_look_are_kept(client: Any) -> None:
    with client.get("/ui/vemkommer.css?v=1") as answer:
        assert "no-store" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("role", "path"),
    [("manager", f"/chef/person/{HUGE}"), ("manager", f"/chef/avvikelse/{HUGE}"), ("worker", f"/personal/besok/{HUGE}"),
     ("planner", f"/plan/{HUGE}")],
)  # fmt: skip
def test_an_id_that_no_row_has_is_nowhere(any_app: Flask, staff: Staff, role: str, path: str) -> None:
    assert staff(role).get(path).status_code == 404


@pytest.mark.parametrize(
    ("role", "path"),
    [("manager", "/chef?dag=0001-01-01"), ("manager", "/chef?dag=9999-12-31"), ("manager", f"/chef?enhet={HUGE}"),
     ("admin", f"/admin/utkorg?before={HUGE}")],
)  # fmt: skip
def test_strange_questions_get_the_page(any_app: Flask, staff: Staff, role: str, path: str) -> None:
    assert staff(role).get(path).status_code == 200


@pytest.mark.parametrize(
    ("path", "asked"),
    [("visits", {"unit": "a\0b"}), ("visits", {"recipient": "a\0b"}), ("gaps", {"unit": "a\0b"}),
     ("gaps", {"kind": "a\0b"}), ("gaps", {"state": "a\0b"}), ("visits", {"after": HUGE}),
     ("visits", {"date": "0001-01-01"})],
)  # fmt: skip
def test_strange_questions_of_systems_are_theirs_to_mend(any_app: Flask, path: str, asked: dict[str, str]) -> None:
    assert System(any_app, "visits:read", "gaps:read").get(path, **asked).status_code in (200, 422)


def test_no_error_says_values(any_app: Flask) -> None:
    """What went wrong in the database goes to the log as it is told, and must not tell whom it was about."""
    from sqlalchemy import bindparam, text
    from sqlalchemy.exc import SQLAlchemyError

    from schema.db import db

    with pytest.raises(SQLAlchemyError) as fault:
        db.session.execute(text("SELECT * FROM nowhere WHERE name = :name").bindparams(bindparam("name", "Elsa Berg")))
    db.session.rollback()
    assert "Elsa" not in str(fault.value)
    logging.getLogger(__name__).debug("said: %s", fault.value)


def test_no_log_holds_what_opens_a_card(app: Flask, client: Any, caplog: pytest.LogCaptureFixture) -> None:
    app.testing = False
    app.extensions["card_renderer"] = None  # something is broken
    assert client.get("/k/a-token-that-opens-a-card").status_code == 500
    assert "/k/<token>" in caplog.text
    assert "a-token-that-opens" not in caplog.text
