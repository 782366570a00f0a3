"""Everything about one person: whole, described, sealed, asked for with a reason, and logged."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile

import pytest
from sqlalchemy import select

from backend.privacy import extract, labels, parts, sealing
from schema import clock
from schema.db import Base, db
from schema.tables import Disclosure, Message, Promise, Recipient, Relative, Trail, Visit, Worker
from tests.privacy.world import id_of, today


@pytest.fixture
def lived(app, tmp_path):
    today(tmp_path)


def test_each_table_that_names_a_person_is_in_the_extract_or_has_a_reason() -> None:
    naming = {
        table.name
        for table in Base.metadata.sorted_tables
        if {column.name for column in table.columns} & parts.PERSON_COLUMNS
    }
    there = {part.model.__tablename__ for part in parts.PARTS}
    assert naming - there - set(parts.LEFT_OUT) == set()
    assert set(parts.LEFT_OUT) & there == set(), "a table is both in and out"
    assert set(parts.LEFT_OUT) <= naming
    assert all(len(reason) > 20 for reason in parts.LEFT_OUT.values())


@pytest.mark.parametrize("kind", ["recipient", "relative", "worker"])
def test_a_table_that_names_her_by_that_column_is_in_her_extract(kind: str) -> None:
    column = f"{kind}_id"
    naming = {table.name for table in Base.metadata.sorted_tables if column in table.columns}
    there = {part.model.__tablename__ for part in parts.PARTS if kind in part.of}
    reached_otherwise = {"worker": {"gap_review", "user"}}.get(kind, set())
    assert naming - there - reached_otherwise - {"device"} - set(parts.LEFT_OUT) == set()


def test_each_column_handed_out_is_described_and_no_secret_is() -> None:
    for part in parts.PARTS:
        columns = extract.columns_of(part)
        assert columns, part.title
        assert set(columns) <= set(labels.LABELS), part.model
        assert not [name for name in columns if name.endswith(("_hash", "token", "digest")) or name == "password"]


def test_the_lists_that_were_sent_to_her_number_are_hers(lived, app) -> None:
    """They name nobody: the visits that they told of say whose they were."""
    elsa, other = id_of(Recipient, "elsa"), id_of(Recipient, "arne")
    now = clock.now()
    for person, body in ((elsa, "Vi kommer kl 8"), (other, "Vi kommer kl 9")):
        visit_id = db.session.scalars(select(Visit.id).where(Visit.recipient_id == person)).first()
        message = Message(kind="morning", channel="console", number="+46701740605", number_hash="h", language="sv",
                          body=body, state="sent", created_at=now, due_at=now, expires_at=now)  # fmt: skip
        db.session.add(message)
        db.session.flush()
        db.session.add(Promise(visit_id=visit_id, revision=1, message_id=message.id, told_at=now))
    db.session.commit()
    document = extract.document(extract.about("recipient", elsa), "Provkommun", "hon bad om det")
    sections = {section["table"]: section for section in document["sections"]}
    assert [row["body"] for row in sections["message"]["rows"]] == ["Vi kommer kl 8"]


def test_it_holds_her_plan_her_visits_facts_and_who_has_looked(lived, app, staff) -> None:
    elsa = id_of(Recipient, "elsa")
    staff("manager", ["norr"]).get(f"/chef/person/{elsa}")
    document = extract.document(extract.about("recipient", elsa), "Provkommun", "hon bad om det")
    sections = {section["table"]: section for section in document["sections"]}
    assert sections["recipient"]["rows"][0]["name"] == "Elsa Berg"
    assert sections["recipient"]["rows"][0]["unit_id"] == "Hemtjänst Norr"
    assert [row["outside_id"] for row in sections["visit"]["rows"]] == ["v1", "v2", "v3"]
    assert {row["kind"] for row in sections["event"]["rows"]} == {"check_in", "check_out"}
    assert sections["event"]["rows"][0]["worker_id"] == "Leila"
    assert [row["name"] for row in sections["relative"]["rows"]] == ["Kalle Berg"]
    assert {row["kind"] for row in sections["plan_revision"]["rows"]} == {"recipients", "relatives"}
    looks = sections["trail"]["rows"]
    assert (looks[-1]["role"], looks[-1]["from_unit_id"]) == ("manager", "Hemtjänst Norr")
    told = json.dumps(document, ensure_ascii=False)
    for other in ("Signe", "Arne", "Manager 1", "manager1@example.se", "+46701740611"):
        assert other not in told, f"{other} is somebody else's"


def test_the_page_says_dates_codes_and_fields_in_words_and_the_local_time(lived, staff) -> None:
    elsa, manager = id_of(Recipient, "elsa"), staff("manager", ["norr"])
    page = f"/dataskydd/recipient/{elsa}"
    shown = manager.submit(f"{page}/utdrag", {"reason": "Elsa bad om det i telefon"}, page=page).text
    body = html.unescape(re.sub(r"<[^>]+>", "|", shown.partition("<main")[2].partition('class="seal"')[0]))
    assert re.findall(r"\d{4}-\d\d-\d\d", body) == [], "dates are said in words"
    assert re.findall(r"\b[a-z]+_[a-z_]+\b|\b[a-z_]+\.[a-z_]+\|", body) == [], "a name out of the code"
    local = clock.local(clock.now())
    assert f"|Gjort|{local.day} november 2026 klockan {local.hour}." in body.replace("||", "|")


def test_a_workers_extract_names_nobody_whom_she_visits(lived) -> None:
    document = extract.document(extract.about("worker", id_of(Worker, "w1")), "Provkommun", "hon bad om det")
    told = json.dumps(document, ensure_ascii=False)
    assert "Leila Virtanen" in told and "check_in" in told
    for other in ("Elsa", "elsa", "Signe", "Storgatan"):
        assert other not in told


def test_a_relatives_extract_has_her_own_number(lived) -> None:
    document = extract.document(extract.about("relative", id_of(Relative, "kalle")), "Provkommun", "han bad om det")
    assert document["sections"][0]["rows"][0]["phone"] == "+46701740611"


def test_the_desk_asks_for_a_reason_and_logs(lived, staff) -> None:
    elsa, manager = id_of(Recipient, "elsa"), staff("manager", ["norr"])
    page = f"/dataskydd/recipient/{elsa}"
    assert manager.submit(f"{page}/utdrag", {"reason": "kort", "form": "page"}, page=page).status_code == 422
    assert db.session.scalars(select(Disclosure)).all() == []
    answer = manager.submit(f"{page}/utdrag", {"reason": "Elsa bad om det i telefon", "form": "page"}, page=page)
    assert answer.status_code == 200 and "Elsa Berg" in answer.text and "Leila" in answer.text
    assert "<style" not in answer.text
    row = db.session.scalars(select(Disclosure)).one()
    assert (row.kind, row.recipient_id, row.reason) == ("extract", elsa, "Elsa bad om det i telefon")
    trail = db.session.scalars(select(Trail).where(Trail.action == "export")).one()
    assert (trail.recipient_id, trail.reason) == (elsa, "Elsa bad om det i telefon")


def test_the_folder_is_sealed_and_a_changed_file_is_found(lived, staff, tmp_path, run_cli) -> None:
    elsa, manager = id_of(Recipient, "elsa"), staff("manager", ["norr"])
    page = f"/dataskydd/recipient/{elsa}"
    answer = manager.submit(f"{page}/utdrag", {"reason": "Elsa bad om det i telefon", "form": "zip"}, page=page)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path / "ut")
    for name in ("utdrag.json", "utdrag.html"):
        file = tmp_path / "ut" / name
        assert run_cli("privacy", "check", file).exit_code == 0
        file.write_bytes(file.read_bytes().replace(b"Elsa", b"Elisa"))
        told = run_cli("privacy", "check", file)
        assert told.exit_code == 1 and "not what was sealed" in told.stderr
    seal = tmp_path / "ut" / f"utdrag.json{sealing.SUFFIX}"
    seal.write_text(seal.read_text().replace('"signature": "', '"signature": "AAAA'))
    assert run_cli("privacy", "check", tmp_path / "ut" / "utdrag.json").exit_code == 1
    seal.write_text("nonsense")
    assert run_cli("privacy", "check", tmp_path / "ut" / "utdrag.json").exit_code == 1


def test_a_seal_of_another_installation_is_not_ours(lived) -> None:
    from schema import keyring

    content = b"{}"
    seal = sealing.seal(content, "x.json")
    assert sealing.faults(content, seal) == []
    ours = keyring._ring
    try:
        keyring.configure((b"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",), b"another key of thirty-two bytes!")
        foreign = sealing.seal(content, "x.json")
    finally:
        keyring._ring = ours
    assert sealing.faults(content, foreign)
    assert sealing.faults(content, foreign, foreign["public_key"]) == []


def test_the_command_writes_a_readable_page_and_json(lived, run_cli, tmp_path) -> None:
    told = run_cli("privacy", "extract", "--recipient", "elsa", "--out", tmp_path / "ut")
    assert told.exit_code == 0, told.stderr
    assert json.loads((tmp_path / "ut" / "utdrag.json").read_text())["about"]["name"] == "Elsa Berg"
    html = (tmp_path / "ut" / "utdrag.html").read_text()
    assert "<style>" in html and "Elsa Berg" in html and "http" not in html.split("</style>")[1]
    assert (tmp_path / "ut" / "utdrag.json").stat().st_mode & 0o077 == 0
    assert db.session.scalars(select(Trail.what).where(Trail.action == "export")).all() == ["privacy extract"]
    assert run_cli("privacy", "extract", "--recipient", "nobody", "--out", tmp_path).exit_code == 1
    assert run_cli("privacy", "extract", "--out", tmp_path).exit_code == 2


@pytest.mark.parametrize("kind", ["recipient", "worker", "relative"])
def test_another_unit_is_not_there(lived, staff, kind: str) -> None:
    from schema.tables import Unit

    db.session.add(Unit(source="plan", outside_id="syd", name="Syd", steering="minutes"))
    row_id = id_of({"recipient": Recipient, "worker": Worker, "relative": Relative}[kind],
                   {"recipient": "elsa", "worker": "w1", "relative": "kalle"}[kind])  # fmt: skip
    other = staff("manager", ["syd"])
    other.get("/dataskydd")  # reads the greeting
    theirs = other.get(f"/dataskydd/{kind}/{row_id}")
    nobody = other.get(f"/dataskydd/{kind}/99999")
    assert theirs.status_code == nobody.status_code == 404 and _told(theirs.text) == _told(nobody.text)
    answer = other.submit(f"/dataskydd/{kind}/{row_id}/utdrag", {"reason": "jag vill se allt"}, page="/dataskydd")
    assert answer.status_code == 404
    assert db.session.scalars(select(Disclosure)).all() == []


def _told(page: str) -> str:
    """A page but for its form's token, which is new each second."""
    return re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", page)


def test_a_protected_person_is_found_by_nobody_but_her_handlers(lived, staff) -> None:
    elsa = id_of(Recipient, "elsa")
    db.session.get_one(Recipient, elsa).protected = True
    db.session.commit()
    assert staff("head").get(f"/dataskydd/recipient/{elsa}").status_code == 404
    refused = staff("admin").get(f"/dataskydd/samtycken/{elsa}")
    assert refused.status_code == 403, "who runs the system has no part in people"
