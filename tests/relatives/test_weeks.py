"""A relative's week, and what was planned beside what was done; never before the consents, never nursing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from schema.db import db
from schema.tables import Gap, GapReview, Trail
from tests.card.conftest import words
from tests.card.world import DAY, add, at
from tests.people import Client, without_tokens
from tests.relatives.conftest import kin_of

MONDAY = DAY - timedelta(days=1)
OVER = "Det finns inget att visa här."


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(at(8, 31), tick=False):
        yield


def days(count: int):
    return DAY + timedelta(days=count)


def test_the_week_from_today_on_and_no_further_than_the_page(any_homes, any_app):
    for count in (-1, 0, 2, 7, 8):
        any_homes.visit(f"v{count}", at(10 + count, 15, days(count)), at(11 + count, 15, days(count)), workers="Sara")
    row = any_homes.relative(may_see="names")
    client = kin_of(any_app, row)
    page = words(client.get(f"/anhorig/vecka/{any_homes.person.id}"))
    assert "Elsa Hemlighet" in page
    assert "Torsdag 26 november Mellan klockan 12.15 och 13.15 Sara" in page
    assert "Tisdag 1 december Mellan klockan 17.15 och 18.15 Sara" in page
    assert "klockan 9.15" not in page, "yesterday"
    assert "klockan 18.15 och" not in page, "the day after the last"
    assert "lunch" not in page
    assert "Alla besök visas inte här" not in page
    assert db.session.query(Trail).filter_by(what="relative_weeks.week", recipient_id=any_homes.person.id).count() == 1


def test_planned_beside_done_and_nobody_pointed_out(any_homes, any_app, staff):
    homes = any_homes
    done = homes.visit("v1", at(8, 0, MONDAY), at(9, 0, MONDAY), workers="Sara")
    homes.came(done, "Ali", at(8, 10, MONDAY), at(8, 35, MONDAY))
    homes.visit("v2", at(11, 0, MONDAY), at(12, 0, MONDAY), services="insulin", workers="Hemlig", status="done")
    for place, status in enumerate(("absent", "declined", "missed", "planned")):
        homes.visit(f"w{place}", at(13 + place, 0, MONDAY), at(14 + place, 0, MONDAY), workers="Sara", status=status)
    missed = homes.visit("v3", at(18, 0, MONDAY), at(19, 0, MONDAY), workers="Sara", status="missed")
    homes.visit("v4", at(20, 0, MONDAY), at(21, 0, MONDAY), workers="Sara", status="cancelled")
    homes.visit("v5", at(12), at(13), workers="Sara")
    add(Gap(key="m1", kind="missed", visit_id=missed.id, recipient_id=homes.person.id, unit_id=homes.unit.id,
            date=MONDAY, seconds=0, found_at=at(1)))  # fmt: skip
    user_id = staff("manager", ["norr"]).user.id
    add(GapReview(gap_key="m1", step="explain", reason="technical", user_id=user_id, at=at(8)))
    page = words(kin_of(any_app, homes.relative()).get(f"/anhorig/historik/{homes.person.id}"))
    assert "Planerat Mellan klockan 8 och 9, 30 minuter Utfört Klockan 8.10–8.35, 25 minuter Vem Ali Vad lunch" in page
    assert page.count("Utfört Ingen uppgift") == 4, "absent, declined, not confirmed and no word are one to her"
    assert "Mellan klockan 18 och 19, 30 minuter Utfört Besöket blev inte av." in page
    assert "Mellan klockan 20 och 21 Utfört Besöket är inställt." in page
    for secret in ("Sara", "hemma", "tackade", "klockan 11", "Hemlig ", "nsulin", "Mellan klockan 12 och 13"):
        assert secret not in page
    assert "Alla besök visas inte här" in page


def test_back_by_weeks_three_months_and_never_before_the_consents(homes, app):
    began = DAY - timedelta(days=15)  # a Monday
    for count in (-120, -16, -15, -8):
        homes.visit(f"v{count}", at(8, 0, days(count)), at(9, 0, days(count)), status="done")
    homes.visit("hidden", at(11, 0, days(-16)), at(12, 0, days(-16)), services="insulin")
    row = homes.relative(secrecy_consent_on=began, data_consent_on=began - timedelta(days=90))
    client, base = kin_of(app, row), f"/anhorig/historik/{homes.person.id}"
    page = client.get(base)
    assert "Alla besök visas inte här" not in page.text, "what lay before the consent is not hidden: it is not hers"
    last = client.get(f"{base}?vecka={days(-15)}")
    assert "Måndag 9 november" in words(last)
    assert 'rel="prev"' not in last.text
    assert 'rel="next"' in last.text
    for wrong in (days(-22), days(-14), days(6), "x", "2026-11-16' OR 1", "20261116"):
        assert client.get(f"{base}?vecka={wrong}").status_code == 404, wrong
    before = client.get(f"/anhorig/{days(-1)}")
    row.secrecy_consent_on = DAY
    assert "Mellan" not in words(client.get(f"/anhorig/{days(-1)}"))
    assert before.status_code == 200
    row.secrecy_consent_on = row.data_consent_on = DAY - timedelta(days=900)
    first = client.get(f"{base}?vecka={MONDAY - timedelta(weeks=13)}")
    assert first.status_code == 200
    assert 'rel="prev"' not in first.text, "three months"
    assert client.get(f"{base}?vecka={MONDAY - timedelta(weeks=14)}").status_code == 404


def test_nothing_of_another_and_nothing_once_it_is_over(homes, app):
    other = homes.new_person("far", homes.new_home("h2"), name="Far Hemlighet")
    homes.visit("v1", at(12), at(13))
    row = homes.relative()
    homes.relative("bo", other)
    client = kin_of(app, row)
    for page in ("vecka", "historik"):
        told = [client.get(f"/anhorig/{page}/{id_}") for id_ in (other.id, 4_000_000)]
        assert [answer.status_code for answer in told] == [404, 404]
        assert without_tokens(told[0].text) == without_tokens(told[1].text).replace("4000000", str(other.id))
        assert OVER in told[0].text
        assert Client(app).get(f"/anhorig/{page}/{homes.person.id}").location == "/anhorig/logga-in"
    row.consent_basis = None
    for page in (f"vecka/{homes.person.id}", f"historik/{homes.person.id}", ""):
        answer = client.get(f"/anhorig/{page}".rstrip("/"))
        assert OVER in answer.text
        assert "Elsa" not in answer.text


def test_a_visit_moved_away_that_the_day_had_for_nursing_alone_is_not_told(homes, app):
    visit = homes.visit("v1", at(10), at(11))
    lunch = visit.service_ids
    visit.date, visit.window_start_at, visit.window_end_at = days(3), at(15, 0, days(3)), at(16, 0, days(3))
    insulin = (homes.services["insulin"].id,)
    homes.change(visit, at(7), date=DAY, window_start_at=at(10), window_end_at=at(11), service_ids=insulin)
    assert visit.service_ids == lunch
    page = words(kin_of(app, homes.relative()).get("/anhorig"))
    assert "klockan 10" not in page
    assert "flyttat" not in page
