"""Marked values through every route, job and command: none in a log, an address, a header, an error or a wrong page."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import click
import pytest
import time_machine
from flask import Flask, redirect, session
from sqlalchemy import func, select, text

from backend import jobs
from backend.access.audience import STAFF_ROLES, audience
from backend.cards.issue import card_for
from backend.devices import devices, relatives
from schema import clock
from schema.db import db
from schema.tables import Card, Gap, ImportRun, Recipient, Relative, Task, Visit, Worker
from tests.api.conftest import System
from tests.fake_twilio import FakeTwilio
from tests.fake_twilio.server import Fault
from tests.packages import DAY, write_package
from tests.people import Client, Staff
from tests.personal.marks import MARK, fill, package
from tests.personal.watch import Watch

SCOPES = ("events:write", "visits:read", "gaps:read", "plan:write")
OF_TESTS = ("mail.log", "asyncio")
"""Loggers of the tests' own servers."""


@pytest.fixture
def fake_twilio() -> Iterator[FakeTwilio]:
    """A running fake, empty."""
    fake = FakeTwilio().start()
    yield fake
    fake.stop()


@pytest.fixture
def marked(app: Flask, run_cli: Any, tmp_path: Path, caplog: Any, fake_twilio: FakeTwilio) -> Iterator[Watch]:
    """A day in a database whose every personal field is marked, logged at DEBUG."""
    caplog.set_level(logging.DEBUG)
    app.extensions["settings"] = replace(app.extensions["settings"], log_level="DEBUG")
    with time_machine.travel(clock.instant(DAY, time(10, 50)), tick=True):
        assert run_cli("import", write_package(tmp_path / "package", **package())).exit_code == 1
        for home_id in db.session.scalars(select(Recipient.home_id).distinct()).all():
            card_for(home_id)
        db.session.commit()
        app.testing = app.config["PROPAGATE_EXCEPTIONS"] = False  # a fault becomes the page that people see
        yield Watch(app)


def live() -> None:
    """Let the morning's texts be written and the gaps be seen; then mark what is still empty."""
    jobs.once("morning_list", clock.instant(DAY, time(7)))
    jobs.once("watch", None)
    fill()


def known() -> dict[str, str]:
    """Ids of rows that there are."""
    first = {"recipient_id": Recipient, "gap_id": Gap, "visit_id": Visit, "run_id": ImportRun, "task_id": Task,
             "relative_id": Relative}  # fmt: skip
    token = db.session.scalars(select(Card.token).order_by(Card.id)).first()
    ids = {name: str(db.session.scalar(select(func.min(table.id))) or 1) for name, table in first.items()}
    return {**ids, "token": str(token), "day": str(DAY), "filename": "vemkommer.css", "kind": "omsorgstagare"}


def logged(caplog: Any) -> str:
    """What the service's process logged, as it is written out."""
    kept = [record for record in caplog.records if not record.name.startswith(OF_TESTS)]
    return "\n".join(logging.Formatter("%(name)s %(message)s").format(record) for record in kept)


def cookied(app: Flask, name: str, token: str) -> Client:
    """A browser that keeps a token."""
    client = Client(app)
    client.set_cookie(name, token)
    return client


def everybody(app: Flask, staff: Staff) -> list[tuple[str, Client, bool]]:
    """One of each who meets the service, and whether she may see people of unit norr."""
    w1, w9 = (db.session.scalars(select(Worker.id).where(Worker.outside_id == one)).one() for one in ("w1", "w9"))
    people: list[tuple[str, Client, bool]] = [("nobody", Client(app), False)]
    for role in STAFF_ROLES:
        worker = {"worker": w1}.get(role)
        people.append((f"{role} of norr", staff(role, ["norr"], worker_id=worker), True))
        people.append((f"{role} of syd", staff(role, ["syd"], worker_id=w9 if role == "worker" else None), False))
    elsa = db.session.scalars(select(Recipient.id).where(Recipient.outside_id == "elsa")).one()
    kin = db.session.scalars(select(Relative.id)).first()
    assert kin
    own, theirs = devices.pair(elsa, "sms", None), relatives.sign_in([kin], "sms", None)
    db.session.commit()
    return [*people, ("her own device", cookied(app, "mitt", own), True),
            ("a relative", cookied(app, "anhorig", theirs), True)]  # fmt: skip


def test_no_route_lets_a_mark_out(app: Flask, marked: Watch, staff: Staff, caplog: Any, capfd: Any) -> None:
    live()
    for who, client, may_see in everybody(app, staff):
        marked.drive(who, client, known(), may_see=may_see, strange=who in ("nobody", "manager of norr"))
    system = System(app, *SCOPES)
    marked.drive("a system", Client(app), known(), may_see=True, headers=system.headers)
    marked.drive("a system with a wrong key", Client(app), known(), may_see=False,
                 headers={"Authorization": "Bearer YQXJVKkey"})  # fmt: skip
    marked.logged("log", logged(caplog))
    marked.logged("stderr", capfd.readouterr().err)
    assert not marked.leaks, "\n".join(sorted(set(marked.leaks)))
    assert marked.seen > 1000
    assert {200, 302, 303, 400, 401, 403, 404} <= marked.statuses
    assert marked.broken == []


def test_no_error_of_ours_lets_a_mark_out(app: Flask, marked: Watch, staff: Staff, caplog: Any, capfd: Any) -> None:
    """Half of the database is gone: each page that needs it fails, and says nothing of what it knew."""
    clients = [(role, staff(role, ["norr"])) for role in ("manager", "planner", "head")]
    live()
    told = known()
    for table in ("visit", "home", "message", "relative", "import_run"):
        db.session.execute(text(f"ALTER TABLE {table} RENAME TO {table}_gone"))
    db.session.commit()
    for who, client in clients:
        marked.drive(who, client, told, may_see=True)
    marked.drive("nobody", Client(app), told, may_see=False)
    marked.logged("log", logged(caplog))
    marked.logged("stderr", capfd.readouterr().err)
    assert 500 in marked.statuses
    assert not marked.leaks, "\n".join(sorted(set(marked.leaks)))


def test_no_job_lets_a_mark_out(app: Flask, marked: Watch, caplog: Any, capfd: Any, fake_twilio: FakeTwilio) -> None:
    """Every job, with texts that go, that fail and that nobody answers."""
    app.extensions["settings"] = replace(app.extensions["settings"], sms_mode="live", **fake_twilio.settings)
    fake_twilio.faults.extend([Fault(code=20500), Fault(code=21610), Fault(reset=True)])
    for day in (0, 1):
        moment = clock.instant(DAY.replace(day=DAY.day + day), time(7))
        for job in jobs.timetable():
            jobs.once(job.name, moment)
    for job in jobs.timetable():
        jobs.once(job.name, None)
    assert fake_twilio.requests, "nothing was sent: this shows nothing"
    marked.logged("log", logged(caplog))
    marked.logged("stderr", capfd.readouterr().err)
    assert not marked.leaks, "\n".join(sorted(set(marked.leaks)))


ARGUMENTS = {"path": "{package}", "out": "{out}", "output_file": "{out}", "first": str(DAY), "last": str(DAY),
             "unit": "norr", "run": "1", "name": "x", "role": "manager", "scopes": "visits:read", "number": "1",
             "email": "ny@example.se", "claim": "grupp", "value": "chefer", "tolerance": "late=10",
             "recipient": "elsa"}  # fmt: skip
NOT_HERE = {"jobs run": "never ends", "demo load": "an empty database's", "demo play": "never ends", "run": "a server",
            "shell": "a prompt"}  # fmt: skip
FOR_THE_OPERATOR = {"privacy extract": "prints a person's extract"}
"""Commands whose output, not log, is about people."""


def commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Each command with the words that call it."""
    for name, one in sorted(group.commands.items()):
        if isinstance(one, click.Group):
            yield from commands(one, (*before, name))
        elif before[:1] != ("db",):
            yield (*before, name), one


def arguments(one: click.Command, places: dict[str, str]) -> list[str]:
    """What a command cannot do without."""
    told: list[str] = []
    for param in one.params:
        if param.required or param.name in {"recipient", "password"}:
            value = ARGUMENTS.get(str(param.name), "yqx-losenord-2026").format(**places)
            told += [param.opts[-1], value] if isinstance(param, click.Option) else [value]
    return told


def test_no_command_lets_a_mark_out(app: Flask, marked: Watch, run_cli: Any, tmp_path: Path, caplog: Any) -> None:
    """What a command prints is for the operator who asked; faults and logs are for everybody who keeps them."""
    live()
    places = {"package": str(tmp_path / "package"), "out": str(tmp_path / "out")}
    ran = 0
    for words, one in commands(app.cli):  # type: ignore[arg-type]
        name = " ".join(words)
        if name in NOT_HERE or words[0] in {"routes", "openapi"}:
            continue
        given = arguments(one, places)
        for more in ([], ["--format", "json"]) if any(param.name == "form" for param in one.params) else ([],):
            told = run_cli(*words, *given, *more)
            ran += 1
            if name != "import package":  # tells whoever hands a plan over what is wrong in it
                marked.logged(f"{name} stderr", told.stderr)
            if name not in FOR_THE_OPERATOR and name != "import package":
                marked.leaks += [f"{name} stdout: {hit}" for hit in MARK.findall(told.stdout)]
    marked.logged("log", logged(caplog))
    assert not marked.leaks, "\n".join(sorted(set(marked.leaks)))
    assert ran > 20


@pytest.mark.parametrize("where", ["log", "redirect", "link", "error", "page", "protected", "session"])
def test_a_planted_leak_is_found(app: Flask, marked: Watch, staff: Staff, caplog: Any, where: str) -> None:
    """The test of the test: what is let out on purpose is found."""
    manager, stranger = staff("manager", ["norr"]), staff("manager", ["syd"])
    person = db.session.scalars(select(Recipient).order_by(Recipient.id)).first()
    assert person
    name, path = person.name, f"/chef/person/{person.id}"
    planted: dict[str, Any] = {
        "log": lambda **_: (logging.getLogger("backend").info("looked at %s", name), "")[1],
        "redirect": lambda **_: redirect(f"/chef?namn={name}"),
        "link": lambda **_: f'<a href="/chef?namn={name}">x</a>',
        "error": lambda **_: (f"{name} finns inte", 404),
        "page": lambda **_: name,
        "session": lambda **_: (session.update(seen=name), "x")[1],
        "protected": lambda **_: "ZQXJVKProtected",
    }
    app.view_functions["manager_person.person"] = audience("manager", "head")(planted[where])
    with (stranger if where == "page" else manager).get(path) as answer:
        marked.look("planted", answer, may_see=where != "page")
    marked.logged("log", logged(caplog))
    assert marked.leaks, where
