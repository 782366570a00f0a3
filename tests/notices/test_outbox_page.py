"""The outbox as the administrator sees it: masked, and without words when they really leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from backend import jobs
from schema.db import db
from schema.reach import masked
from schema.tables import Trail
from tests.notices.town import Town, at, number
from tests.people import Client, Staff


@pytest.fixture
def told(app: Flask) -> Town:
    """A morning that was told, in console mode."""
    town = Town()
    town.willing("Elsa Hemlig", number(5), "services")
    db.session.commit()
    jobs.once("morning_list", at(6, 30))
    return town


def test_words_and_masked_number_while_nothing_leaves(told: Town, staff: Staff) -> None:
    page = staff("admin").get("/admin/utkorg")
    assert page.status_code == 200
    for shown in (
        "•••• 06 05",
        "kl 8-8.30 Leila, Hjälp hemma",
        "24 november klockan 6.30",
        "Hemtjänst norr",
        "skickat",
    ):
        assert shown in page.text
    assert number(5) not in page.text
    assert "Hemlig" not in page.text
    looks = db.session.scalars(select(Trail).where(Trail.what == "admin.outbox")).all()
    assert [(look.action, look.role, look.unit_id) for look in looks] == [("read", "admin", told.north.id)]


@pytest.mark.parametrize("mode", ["allowlist", "live"])
def test_no_words_when_texts_leave(app: Flask, told: Town, staff: Staff, mode: str) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], sms_mode=mode)
    page = staff("admin").get("/admin/utkorg")
    assert "•••• 06 05" in page.text
    assert "Leila" not in page.text


def test_by_state_and_page_by_page(app: Flask, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.telling.sent.PAGE", 2)
    town = Town()
    for place in range(5, 10):
        town.willing(f"R{place}", number(place))
    db.session.commit()
    jobs.once("morning_list", at(6, 30))
    admin = staff("admin")
    seen, address = [], "/admin/utkorg?state=sent"
    while address:
        page = admin.get(address)
        seen += [place for place in range(5, 10) if f"06 {place:02}" in page.text]
        older = page.text.partition('href="/admin/utkorg?')[2].partition('"')[0].replace("&amp;", "&")
        address = f"/admin/utkorg?{older}" if "before" in older else ""
    assert sorted(seen) == [5, 6, 7, 8, 9]
    assert "Inga meddelanden i det läget" in admin.get("/admin/utkorg?state=failed").text
    assert admin.get("/admin/utkorg?state=nonsense&before=x").status_code == 200


@pytest.mark.parametrize("role", ["worker", "manager", "planner", "head"])
def test_only_for_administrators(told: Town, staff: Staff, role: str) -> None:
    person = staff(role)
    assert person.get("/admin").status_code == 403
    assert person.get("/admin/utkorg").status_code == 403


def test_nobody_unknown(client: Client) -> None:
    assert client.get("/admin/utkorg").status_code == 302


def test_the_start_page_counts(told: Town, staff: Staff) -> None:
    page = staff("admin").get("/admin")
    assert "<b>1</b>användare" in page.text
    assert "<b>1</b>sms: skickat" in page.text


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("+46701740605", "•••• 06 05"),
        ("070-174 06 05", "•••• 06 05"),
        ("1234", "••••"),
        ("", "••••"),
        ("anna.ek@example.se", "a•••@example.se"),
    ],
)
def test_masks(given: str, shown: str, make_settings: Callable[..., object]) -> None:
    assert masked(given) == shown
