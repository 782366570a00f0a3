"""What is good once is good once, also for eight who bring it in the same moment, on the database that runs many."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend.access import own_account
from backend.access.authenticator import RecoveryCodes
from backend.devices import at_home, codes, desk
from schema import clock
from schema.db import db, reading
from schema.tables import Device, Phone, SignIn, User
from tests.card.world import at
from tests.pairing.conftest import PHONE, Homes, choose, last_code
from tests.people import Client, code_of, give_factor
from tests.signin.door import WHO, account, password

MANY = 8
Made = Callable[..., Flask]


@pytest.fixture
def app(make_app: Made) -> Flask:
    """Over PostgreSQL: SQLite's one writer lets nobody in beside another."""
    return make_app("postgresql")


def at_once(app: Flask, posts: list[tuple[Client, str, dict[str, str]]]) -> list[int]:
    """Post these forms in one moment, each from its own browser; the statuses."""
    statuses, ready = [], threading.Barrier(len(posts))

    def post(browser: Client, path: str, fields: dict[str, str]) -> None:
        with app.app_context():
            ready.wait(20)
            statuses.append(browser.post(path, data=fields).status_code)
            reading.set(False)
            db.session.remove()

    threads = [threading.Thread(target=post, args=one) for one in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return statuses


def browsers(app: Flask, of: Client | None = None) -> list[Client]:
    """Several browsers; of one session where it is given."""
    found = [Client(app) for _ in range(MANY)]
    for other in found if of else []:
        cookie = of.get_cookie("session") if of else None
        assert cookie
        other.set_cookie("session", cookie.value)
    return found


@pytest.fixture
def doors(app: Flask) -> list[tuple[Client, str]]:
    """Browsers in which the password was shown, each with its form's token."""
    account()
    give_factor(WHO)
    found = browsers(app)
    for browser in found:
        password(browser)
    return [(browser, browser.csrf_token("/logga-in/kod")) for browser in found]


def signed_in() -> int:
    return db.session.scalar(select(func.count(SignIn.id)).where(SignIn.second_factor.is_(True))) or 0


def test_a_code_of_the_authenticator(app: Flask, doors: list[tuple[Client, str]]) -> None:
    seen = code_of(WHO)
    told = at_once(app, [(one, "/logga-in/kod", {"csrf_token": token, "code": seen}) for one, token in doors])
    assert signed_in() == 1
    assert told.count(302) == 1
    assert sum(browser.get("/chef").status_code == 200 for browser, _ in doors) == 1


def test_a_recovery_code(app: Flask, doors: list[tuple[Client, str]]) -> None:
    user = db.session.scalars(select(User)).one()
    (code, *_) = RecoveryCodes(app).create_recovery_codes(user)
    db.session.commit()
    told = at_once(app, [(one, "/logga-in/reservkod", {"csrf_token": token, "code": code}) for one, token in doors])
    assert signed_in() == 1
    assert told.count(302) == 1
    assert own_account.codes_left(db.session.scalars(select(User)).one()) == 9


def test_a_code_that_was_sent(app: Flask) -> None:
    with clock.standing_at(at(6)):
        homes = Homes()
        token = homes.token()
    asking = Client(app)
    choose(asking, token)
    page, code = f"/k/{token}/enhet/kod", last_code(PHONE)
    form = asking.csrf_token(page)
    told = at_once(app, [(one, page, {"csrf_token": form, "code": code}) for one in browsers(app, asking)])
    assert told.count(303) == 1
    assert len(db.session.scalars(select(Device)).all()) == 1


def test_a_code_of_a_worker_at_home(app: Flask, staff: Any) -> None:
    with clock.standing_at(at(6)):
        homes = Homes()
    manager = staff("manager")
    offered = at_home.offer(_scope(manager), homes.person.id, at_home.Consented("self", "spoken"))
    assert offered
    db.session.commit()
    found = browsers(app)
    posts = [(one, "/koppla", {"csrf_token": one.csrf_token("/koppla"), "code": offered.code}) for one in found]
    assert sorted(at_once(app, posts)) == [303, *[403] * (MANY - 1)]
    assert len(db.session.scalars(select(Device)).all()) == 1


def test_a_code_that_enrols_a_phone(app: Flask, staff: Any) -> None:
    with clock.standing_at(at(6)):
        homes = Homes()
    manager = staff("manager")
    made = desk.add(_scope(manager), homes.unit.id, "Telefon 7")
    assert made
    db.session.commit()
    found, path = browsers(app), f"/telefon/{made.code}"
    posts = [(one, path, {"csrf_token": one.csrf_token(path)}) for one in found]
    assert sorted(at_once(app, posts)) == [303, *[403] * (MANY - 1)]
    phone = db.session.scalars(select(Phone)).one()
    assert phone.code_hash is None
    assert sum(browser.get("/personal/vem").status_code == 200 for browser in found) == 1


def test_five_wrong_tries_in_one_moment_are_five(app: Flask) -> None:
    with clock.standing_at(at(6)):
        homes = Homes()
        token = homes.token()
    asking = Client(app)
    choose(asking, token)
    page, right = f"/k/{token}/enhet/kod", last_code(PHONE)
    form, wrong = asking.csrf_token(page), f"{(int(right) + 1) % 10**6:06}"
    at_once(app, [(one, page, {"csrf_token": form, "code": wrong}) for one in browsers(app, asking)])
    assert asking.submit(page, {"code": right}).status_code != 303, "five are the end of it"


def test_a_codes_hash_is_of_its_browsers_ticket_too() -> None:
    """Who has the database and its keys could else try a million codes on it."""
    assert codes._code_hash("one ticket", "123456") != codes._code_hash("another", "123456")


def _scope(client: Client) -> Any:
    from backend.access.scope import scope_of

    assert client.user
    return scope_of(client.user, ["manager"])
