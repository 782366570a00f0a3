"""Who was with whom: everything about the visits of one, by time; held, sealed, and loud."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
from sqlalchemy import select, text

from backend.access.scope import Scope
from backend.privacy import extract, presence
from backend.privacy.disclosing import Span
from backend.privacy.presence import HIDDEN
from schema.db import db
from schema.tables import Disclosure, Event, Hold, Recipient, Trail, Unit, Worker
from tests.packages import DAY, execution
from tests.privacy.world import id_of, lay, past, today

REASON = "Smycken saknas, ärende 2026-117"
HEAD = Scope("head", None, user_id=1)


@pytest.fixture
def lived(app, tmp_path):
    """Two days: today's, and one in another unit with double staffing and somebody who was not planned."""
    tables = past(date(2026, 11, 23), "syd", unit="privat")
    tables["executions"] += [
        {**execution("", "w2", "2026-11-23T20:00", "2026-11-23T20:20"), "recipient_id": "syd1", "method": "manual"},
    ]
    lay(tmp_path, date(2026, 11, 23), tables)
    tables["visits"][0].update(worker_ids="w2")
    tables["executions"] = [execution("syd-a", "w1", "2026-11-23T08:05", "2026-11-23T08:31")]
    lay(tmp_path / "again", date(2026, 11, 23), {name: tables[name] for name in ("units", "visits", "executions")})
    today(tmp_path)


def told(kind: str, outside: str, scope: Scope = HEAD) -> dict:
    model = {"recipient": Recipient, "worker": Worker}[kind]
    person = extract.about(kind, id_of(model, outside))
    return presence.told(scope, person, Span(date(2026, 11, 1), DAY), "Provkommun", REASON).document


def test_a_recipients_day_has_each_version_fact_correction_and_who_was_there(lived) -> None:
    (day,) = told("recipient", "syd1")["days"]
    stays = [(stay["worker"], stay["from"][11:16], stay["to"][11:16]) for stay in day["stays"]]
    assert stays == [
        ("Leila Virtanen", "08:05", "08:31"), ("Leila Virtanen", "12:05", "12:35"), ("Jonas Ekström", "12:10", "12:40"),
        ("Jonas Ekström", "20:00", "20:20"),
    ]  # fmt: skip
    unplanned = day["stays"][3]
    assert (unplanned["unplanned"], unplanned["method"], unplanned["was_planned"]) == (True, "manual", False)
    assert day["stays"][1]["together_with"] == ["Jonas Ekström"], "double staffing is seen"
    assert day["stays"][0]["was_planned"] is False, "the plan in force names somebody else"
    versions = [entry for entry in day["entries"] if entry["what"] == "plan"]
    assert [(one["number"], one["workers"]) for one in versions if one["visit"] == versions[0]["visit"]] == [
        (1, ["Leila Virtanen"]), (2, ["Jonas Ekström"])
    ]  # fmt: skip
    facts = {entry["row"]: entry for entry in day["entries"] if entry["what"] == "fact"}
    corrections = [fact for fact in facts.values() if fact["corrects"]]
    assert corrections and facts[corrections[0]["corrects"]]["corrected_by"] == corrections[0]["row"]
    moments = [entry["at"] for entry in day["entries"] if entry["at"]]
    assert moments == sorted(moments)


def test_a_worker_is_followed_over_units_and_earlier_plans(lived) -> None:
    document = told("worker", "w1")
    assert [day["date"] for day in document["days"]] == ["2026-11-23", "2026-11-24"]
    assert {one["id"] for one in document["people"]["recipients"]} >= {"syd1", "elsa"}
    assert {one["unit"] for one in document["people"]["recipients"]} == {"Omsorg AB", "Hemtjänst Norr"}
    first = document["days"][0]
    assert any(entry["what"] == "plan" and entry["number"] == 1 and entry["workers"] == ["Leila Virtanen"]
               for entry in first["entries"])  # fmt: skip
    assert any(
        stay["worker"] == "Jonas Ekström" and "Leila Virtanen" in stay["together_with"] for stay in first["stays"]
    )


def test_a_protected_person_is_not_named_in_a_workers_list(lived) -> None:
    db.session.get_one(Recipient, id_of(Recipient, "elsa")).protected = True
    db.session.commit()
    document = told("worker", "w1")
    assert HIDDEN in json.dumps(document, ensure_ascii=False)
    assert "Elsa" not in json.dumps(document, ensure_ascii=False)
    handled = Scope("head", None, user_id=1, handled=frozenset({id_of(Recipient, "elsa")}))
    assert "Elsa" in json.dumps(told("worker", "w1", handled), ensure_ascii=False)


def form(who: str, kind: str = "recipient", **more: str) -> dict[str, str]:
    asked = {"kind": kind, "who": who, "from": "2026-11-01", "until": str(DAY), "reason": REASON, "form": "zip"}
    return {**asked, **more}


def test_a_head_takes_it_out_held_sealed_and_loud(lived, staff, run_cli, tmp_path) -> None:
    head, page = staff("head"), "/dataskydd/vem-var-hos-vem"
    answer = head.submit(page, form("Gunnar Syd"), page=page)
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path / "ut")
    assert run_cli("privacy", "check", tmp_path / "ut" / "vem-var-hos-vem.json").exit_code == 0
    html = (tmp_path / "ut" / "vem-var-hos-vem.html").read_text()
    assert "oplanerat" in html and "Jonas Ekström" in html and REASON in html
    person = id_of(Recipient, "syd1")
    held = db.session.scalars(select(Hold)).one()
    assert (held.kind, held.recipient_id, held.from_on, held.until_on) == ("legal", person, date(2026, 11, 1), DAY)
    assert db.session.scalars(select(Disclosure.kind)).one() == "who_with_whom"
    loud = db.session.scalars(select(Trail).where(Trail.action == "export")).all()
    assert {row.recipient_id for row in loud if row.recipient_id} == {person}
    assert {row.worker_id for row in loud if row.worker_id} == {id_of(Worker, "w1"), id_of(Worker, "w2")}
    assert {row.reason for row in loud} == {REASON}
    assert REASON in head.get("/dataskydd").text


@pytest.mark.parametrize(
    "wrong",
    [{"reason": "nyfiken"}, {"from": ""}, {"from": "2026-11-25"}, {"from": "2020-01-01"}, {"who": "Ingen Alls"},
     {"kind": "nobody"}],
)  # fmt: skip
def test_without_a_reason_a_person_and_a_period_there_is_nothing(lived, staff, wrong) -> None:
    page = "/dataskydd/vem-var-hos-vem"
    answer = staff("head").submit(page, {**form("syd1"), **wrong}, page=page)
    assert answer.status_code == 422 and answer.text.count('class="error"') == 1
    assert db.session.scalars(select(Hold)).all() == db.session.scalars(select(Disclosure)).all() == []


def test_a_head_of_another_unit_finds_nobody_and_others_are_refused(lived, staff) -> None:
    db.session.add(Unit(source="plan", outside_id="ost", name="Öst", steering="minutes"))
    page = "/dataskydd/vem-var-hos-vem"
    there = staff("head", ["ost"])
    assert there.submit(page, form("syd1"), page=page).status_code == 422
    assert there.submit(page, form("w1", "worker"), page=page).status_code == 422
    assert db.session.scalars(select(Disclosure)).all() == []
    for role in ("manager", "admin", "auditor"):
        assert staff(role).get(page).status_code == 403


def test_it_is_limited(lived, staff) -> None:
    page, head = "/dataskydd/vem-var-hos-vem", staff("head")
    token = head.csrf_token(page)
    answers = [head.post(page, data={"csrf_token": token, **form("syd1")}).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


def test_its_queries_go_by_an_index(lived) -> None:
    """A year of a municipality is thirty million rows: none of the questions may read a whole table."""
    from sqlalchemy import event

    asked: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    told("recipient", "syd1")
    told("worker", "w1")
    event.remove(db.engine, "before_cursor_execute", note)
    big = ("event", "execution", "visit", "visit_revision", "visit_worker", "gap")
    connection = db.session.connection()
    for statement in asked:
        if not statement.lstrip().startswith("SELECT"):
            continue
        plan = connection.execute(text("EXPLAIN QUERY PLAN " + _plain(statement))).all()
        scanned = [row[-1] for row in plan if str(row[-1]).startswith("SCAN ")]
        assert not [line for line in scanned if line.split()[1] in big and "INDEX" not in line], (statement, scanned)


def _plain(statement: str) -> str:
    """A statement with a value in each place."""
    return statement.replace("?", "1")


def test_every_fact_in_the_database_is_in_it(lived) -> None:
    person = id_of(Recipient, "syd1")
    facts = set(db.session.scalars(select(Event.id).where(Event.recipient_id == person)))
    document = told("recipient", "syd1")
    assert facts == {entry["row"] for day in document["days"] for entry in day["entries"] if entry["what"] == "fact"}
    assert len(facts) >= 9
