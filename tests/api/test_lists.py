"""Lists by cursor, the description, and a package handed over."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from backend.intake.events import receive
from schema import clock
from schema.db import db
from schema.tables import Recipient, Visit
from schema.wire.facts import Origin
from tests.api.conftest import System
from tests.packages import small_package, write_package
from tests.people import Client
from tests.visits.day import at
from tests.visits.town import Town


def test_a_visit_as_the_contract_words_it(system: Callable[..., System], town: Town) -> None:
    with clock.standing_at(at("10:00")):
        receive([town.fact("check_in", "08:10"), town.fact("check_out", "08:40")], Origin())
    visits = system("visits:read").get("visits", date="2026-11-24", recipient="r1", unit="u").json
    assert visits["next"] is None
    assert visits["items"][0] == {
        "visit_id": "a", "recipient_id": "r1", "unit_id": "u", "date": "2026-11-24",
        "window_start": "2026-11-24T08:00:00+00:00", "window_end": "2026-11-24T09:00:00+00:00",
        "duration_minutes": 30, "services": ["s"], "workers": ["w1"], "status": "done",
        "check_in": "2026-11-24T08:10:00+00:00", "check_out": "2026-11-24T08:40:00+00:00", "revision": 1,
    }  # fmt: skip
    assert [item["visit_id"] for item in visits["items"]] == ["a", "b"]
    assert visits["items"][1]["workers"] == ["w1", "w2"]


def test_an_arrival_is_no_check_in(system: Callable[..., System], town: Town) -> None:
    with clock.standing_at(at("10:00")):
        receive([town.fact("arrived", "08:10", visit="a")], Origin())
    item = system("visits:read").get("visits").json["items"][0]
    assert (item["status"], item["check_in"], item["check_out"]) == ("in_progress", None, None)


@pytest.mark.parametrize("query", [{"date": "2026-11-25"}, {"unit": "x"}, {"recipient": "r2"}])
def test_filters_that_hit_nothing(system: Callable[..., System], town: Town, query: dict[str, str]) -> None:
    assert system("visits:read").get("visits", **query).json == {"items": [], "next": None}


@pytest.mark.parametrize("query", [{"kind": "nope"}, {"state": "nope"}, {"from": "2026-11-25", "to": "2026-11-24"}])
def test_filters_that_cannot_be_meant(system: Callable[..., System], town: Town, query: dict[str, str]) -> None:
    answer = system("gaps:read").get("gaps", **query)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("path, scope", [("visits", "visits:read"), ("gaps", "gaps:read")])
def test_pages_follow_one_another_to_the_end(system: Callable[..., System], town: Town, path: str, scope: str) -> None:
    with clock.standing_at(at("14:00")):
        receive([town.fact("check_in", "11:40"), town.fact("check_in", "11:00", "w2", "r3")], Origin())
    reader = system(scope)
    whole = reader.get(path).json["items"]
    assert len(whole) > 2
    seen, answer = [], reader.get(path, limit=1).json
    while answer["next"]:
        seen += answer["items"]
        parts = urlsplit(answer["next"])
        answer = reader.client.get(f"{parts.path}?{parts.query}", headers=reader.headers).json
    assert seen + answer["items"] == whole


def test_hidden_protected_and_other_sources_are_not_there(system: Callable[..., System], town: Town) -> None:
    db.session.execute(update(Recipient).where(Recipient.outside_id == "r1").values(protected=True))
    db.session.execute(update(Visit).where(Visit.outside_id == "d").values(revision=0))
    assert system("visits:read").get("visits").json["items"] == []
    db.session.execute(update(Recipient).values(protected=False))
    assert system("visits:read", source="annat").get("visits").json["items"] == []
    assert [one["visit_id"] for one in system("visits:read").get("visits").json["items"]] == ["a", "b"]


def test_the_description_names_every_route_and_has_a_page(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json
    assert described["openapi"].startswith("3.1")
    verbs = {(verb, path) for path, verbs in described["paths"].items() for verb in verbs if verb in ("get", "post")}
    assert verbs == {
        ("post", "/api/v1/events"), ("get", "/api/v1/visits"), ("get", "/api/v1/gaps"), ("post", "/api/v1/imports"),
    }  # fmt: skip
    references = json.dumps(described).split('"$ref": "')[1:]
    known = described["components"]
    for reference in references:
        _, _, shelf, name = reference.split('"')[0].split("/")
        assert name in known[shelf]
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert "occurred_at" in page.text
    assert "<script>" not in page.text


def test_a_package_handed_over_tried_and_unusable(system: Callable[..., System], tmp_path: Path) -> None:
    folder = write_package(tmp_path / "p", **small_package())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for path in folder.iterdir():
            file.write(path, path.name)
    sender = system("plan:write")

    def post(content: bytes, **query: str) -> tuple[int, dict]:
        answer = sender.post("imports", data={"package": (io.BytesIO(content), "plan.zip")}, query_string=query)
        return answer.status_code, answer.json

    status, tried = post(packed.getvalue(), dry_run="true")
    assert (status, tried["run"]) == (200, None)
    assert db.session.scalars(select(Visit)).all() == []
    status, taken = post(packed.getvalue())
    assert (status, taken["errors"]) == (200, [])
    assert taken["tables"]["visits"]["created"] == len(db.session.scalars(select(Visit)).all()) > 0
    assert taken["run"] is not None
    status, problem = post(b"no zip at all")
    assert (status, problem["code"]) == (422, "package_unusable")
