"""The manager's list: the own units' gaps, worst first, one tap to explain; others' do not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from schema import clock
from schema.db import db
from schema.tables import Gap, GapReview, Task, Trail, Worker
from tests.manager.desk import at, gap_id, lay_plan, pass_time, recipient_id, tell
from tests.packages import DAY, small_package
from tests.people import without_tokens


@pytest.fixture
def noon(app, tmp_path) -> Iterator[None]:
    """v1 late, v5 not started, v4 late by the same worker; it is noon."""
    tables = small_package()
    tables["units"].append({"unit_id": "syd", "name": "Hemtjänst Syd"})
    lay_plan(tmp_path, **tables)
    tell("check_in", "9:30", "w1", "v1")
    tell("check_out", "10:00", "w1", "v1")
    tell("check_in", "10:01", "w1", "v4")
    tell("check_out", "10:21", "w1", "v4")
    pass_time("12:00")
    with clock.standing_at(at("12:00")):
        yield


def rows(page: str) -> list[str]:
    """The headings of the rows."""
    return re.findall(r"<h2>(?:<a [^>]*>)?(.*?)<", page.split('class="tiles brief"')[1])


def test_worst_first_and_one_cause_in_one_row(noon, staff) -> None:
    page = staff("manager", ["norr"]).get("/chef").text
    assert rows(page) == ["Inget besök hos Signe Lund", "Leilas förmiddag: 2 besök försenade"]
    assert "Inte påbörjat, 90 min" in page
    assert "30–61 min sent" in page
    assert "<svg" in page and "style=" not in page


def test_whom_to_call_first_is_the_one_who_was_to_come(noon, staff) -> None:
    page = staff("manager", ["norr"])
    assert "Ring Jonas" not in page.get("/chef").text
    db.session.scalars(select(Worker).where(Worker.outside_id == "w2")).one().phone = "+46701740695"
    db.session.commit()
    row = page.get("/chef").text.split("Inget besök hos Signe Lund", 1)[1].split("</article>")[0]
    assert 'href="tel:+46701740695"' in row
    assert "Ring Jonas" in row


def test_other_units_do_not_exist(noon, staff) -> None:
    outsider = staff("manager", ["syd"])
    page = outsider.get("/chef").text
    assert "Signe" not in page and "Inget att ta hand om just nu" in page
    gap, person = gap_id("late", "v1"), recipient_id("elsa")
    assert outsider.get(f"/chef/avvikelse/{gap}").status_code == 404
    assert outsider.get(f"/chef/person/{person}").status_code == 404
    same = without_tokens(outsider.get("/chef/avvikelse/999999").text)
    assert without_tokens(outsider.get(f"/chef/avvikelse/{gap}").text) == same
    answer = outsider.submit("/chef/forklara", {"gap": gap, "reason": "alarm"}, page="/chef")
    assert answer.status_code == 404
    for action in ("kort/ny", "kort/sparra", "onskemal/sms_detail"):
        assert outsider.submit(f"/chef/person/{person}/{action}", page="/chef").status_code == 404
    assert db.session.scalar(select(func.count(GapReview.id))) == 0


@pytest.mark.parametrize("role", ["worker", "planner", "admin"])
def test_other_roles_are_refused(noon, staff, role) -> None:
    assert staff(role, ["norr"]).get("/chef").status_code == 403


def test_one_tap_explains_all_of_one_cause(noon, staff) -> None:
    manager = staff("manager", ["norr"])
    both = [gap_id("late", "v1"), gap_id("late", "v4")]
    answer = manager.submit("/chef/forklara", {"gap": both, "reason": "alarm", "step": "explain"}, page="/chef")
    assert answer.status_code == 303
    page = manager.get("/chef").text
    assert rows(page)[:1] == ["Inget besök hos Signe Lund"]
    assert "Förklarade, väntar på åtgärd" in page
    reviews = db.session.scalars(select(GapReview).order_by(GapReview.id)).all()
    assert [(one.gap_key.split(":")[0], one.step, one.reason, one.user_id) for one in reviews] == [
        ("late", "explain", "alarm", manager.user.id)
    ] * 2


def test_other_needs_words_and_an_unknown_reason_is_none(noon, staff) -> None:
    manager, gap = staff("manager", ["norr"]), gap_id("late", "v1")
    for fields in ({"reason": "other"}, {"reason": "weather"}, {}):
        manager.submit("/chef/forklara", {"gap": gap, **fields}, page="/chef")
    assert db.session.scalar(select(func.count(GapReview.id))) == 0
    manager.submit("/chef/forklara", {"gap": gap, "reason": "other", "text": "Väntade på ambulans"}, page="/chef")
    assert "Väntade på ambulans" in manager.get(f"/chef/avvikelse/{gap}").text


def test_closing_needs_a_measure_and_a_day_and_survives_recomputation(noon, staff) -> None:
    manager, gap = staff("manager", ["norr"]), gap_id("late", "v1")
    page = f"/chef/avvikelse/{gap}"

    def close(**fields: str) -> str:
        told = {"gap": gap, "page": "gap", "step": "close", **fields}
        answer = manager.submit("/chef/forklara", told, page=page)
        assert answer.location == page
        return manager.get(page).text

    whole = {"measure": "Larm går till jouren", "effect_check_on": "2026-12-08"}
    assert "Någon annan har redan hunnit" in close(**whole)  # not explained so far
    manager.submit("/chef/forklara", {"gap": gap, "reason": "alarm"}, page=page)
    assert "Skriv vilken åtgärd" in close(effect_check_on="2026-12-08")
    assert "Välj ett datum" in close(measure="Larm går till jouren")
    closed = close(**whole)
    assert "Avslutad" in closed and "tisdag 8 december" in closed
    tell("check_in", "8:10", "w1", "v1", now="12:10")
    pass_time("12:11")
    assert "Avslutad" in manager.get(page).text
    manager.submit("/chef/forklara", {"gap": gap, "page": "gap", "step": "reopen"}, page=page)
    assert db.session.scalar(select(func.count(GapReview.id))) == 3


def test_looking_changes_nothing_but_the_trail(noon, staff) -> None:
    manager, gap, person = staff("manager", ["norr"]), gap_id("late", "v1"), recipient_id("elsa")
    before = db.session.scalar(select(func.count(Trail.id)))
    kept = [(row.id, row.seconds, row.resolved_at) for row in db.session.scalars(select(Gap).order_by(Gap.id))]
    for address in ("/chef", f"/chef/avvikelse/{gap}", f"/chef/person/{person}"):
        assert manager.get(address).status_code == 200
    for address in ("/chef/forklara", f"/chef/person/{person}/kort/ny", f"/chef/person/{person}/onskemal/sms_detail"):
        assert manager.get(address).status_code == 405
    after = [(row.id, row.seconds, row.resolved_at) for row in db.session.scalars(select(Gap).order_by(Gap.id))]
    assert kept == after
    looks = db.session.scalars(select(Trail).order_by(Trail.id).offset(before)).all()
    assert {(look.action, look.gap_id is not None) for look in looks[:-2]} == {("read", True)}
    assert person in {look.recipient_id for look in looks[:-2]}
    assert [(look.action, look.recipient_id) for look in looks[-2:]] == [("read", person), ("read", person)]


def test_the_page_of_a_gap_shows_the_plan_and_every_fact(noon, staff) -> None:
    page = staff("manager", ["norr"]).get(f"/chef/avvikelse/{gap_id('late', 'v1')}").text
    assert "Inloggning" in page and "Utloggning" in page
    assert "Planen, alla versioner" in page and "klockan 9.30" in page


def test_filters_and_an_empty_day(noon, staff) -> None:
    head = staff("head")
    assert "Signe" in head.get("/chef").text
    units = dict(re.findall(r'<option value="(\d+)"[^>]*>(Hemtjänst \w+)', head.get("/chef").text))
    syd = next(number for number, name in units.items() if name == "Hemtjänst Syd")
    assert "Signe" not in head.get(f"/chef?enhet={syd}").text
    assert "Inget att ta hand om just nu" in head.get("/chef?dag=2026-12-01").text
    assert head.get("/chef?dag=nonsense&enhet=x").status_code == 200


def test_protected_people_are_not_on_the_list(app, tmp_path, staff) -> None:
    tables = small_package()
    tables["recipients"][2]["protected"] = "yes"
    lay_plan(tmp_path, **tables)
    pass_time("12:00")
    with clock.standing_at(at("12:00")):
        manager = staff("manager", ["norr"])
        assert "Signe" not in manager.get("/chef").text
        assert manager.get(f"/chef/person/{recipient_id('signe')}").status_code == 404
        assert manager.get(f"/chef/avvikelse/{gap_id('not_started', 'v5')}").status_code == 404


def test_tasks_stand_on_top_and_are_settled(noon, staff) -> None:
    manager, outsider = staff("manager", ["norr"]), staff("manager", ["syd"])
    unit = db.session.scalars(select(Gap.unit_id)).first()
    task = Task(
        key="shared_number:1", kind="shared_number", unit_id=unit, recipient_id=recipient_id("elsa"), date=DAY,
        raised_at=at("6:00"),
    )  # fmt: skip
    db.session.add(task)
    db.session.commit()
    assert "Ett telefonnummer används av flera" in manager.get("/chef").text
    assert outsider.submit(f"/chef/uppgift/{task.id}", page="/chef").status_code == 404
    assert manager.submit(f"/chef/uppgift/{task.id}", page="/chef").status_code == 303
    assert "Ett telefonnummer" not in manager.get("/chef").text
