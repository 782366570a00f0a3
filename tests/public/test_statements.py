"""The statements: complete or honest about it, in each language, and a form that loses nothing and counts once."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from backend.municipality import feedback
from backend.municipality.fields import FIELDS
from backend.privacy import retention
from backend.privacy.rules import RULES
from clients.ui.catalogues import many_in
from clients.ui.statement.keeping import kept_for
from schema import clock
from schema.db import db
from schema.languages import COMPLETE
from schema.tables import Feedback, PublicText, Trail
from tests.people import Client

ADDRESSES = ("/tillganglighet", "/integritet")
NOT_YET = {
    "sv": "Kommunen har inte fyllt i det här än.", "sv-simple": "Kommunen har inte fyllt i det här än.",
    "fi": "Kunta ei ole vielä täyttänyt tätä.", "en": "The municipality has not filled this in yet.",
}  # fmt: skip
FILLED = {
    "board": "Äldrenämnden", "contact": "alla@provkommun.example", "telephone": "018-123 45 67",
    "protection_officer": "Ombudet, ombud@provkommun.example", "suppliers": "Ett företag i Sverige\nEtt annat",
    "compliance": "partly", "tested_on": "2026-10-02", "shortcomings.sv": "Kartan saknar text.",
    "shortcomings.fi": "Kartalta puuttuu teksti.", "shortcomings.en": "The map has no text.",
}  # fmt: skip
ODD = [('<script>alert(1)</script> & "citat"', ""), ("Det går inte att läsa 👵🏽🙁", "åsa@exempel.se")]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", COMPLETE)
def test_what_is_missing_is_said_in_her_language(client: Client, address: str, language: str) -> None:
    page = client.get(f"{address}?lang={language}")
    assert page.status_code == 200 and f'<html lang="{language}">' in page.text
    assert html.unescape(page.text).count(NOT_YET[language]) == 5
    assert f'lang="{language}" hreflang="{language}" aria-current="true"' in page.text


def test_what_the_municipality_fills_in_stands_there(any_app, staff, any_client: Client) -> None:
    admin = staff("admin")
    assert admin.get("/admin").text.count("saknas") == 1
    assert admin.submit("/admin/texter", FILLED | {"mark": "0"}).status_code == 303
    page = admin.get("/admin/texter").text
    assert "Allt som behövs är ifyllt." in page and "Kartalta puuttuu teksti." in page
    for address in ADDRESSES:
        for language, not_yet in NOT_YET.items():
            assert not_yet not in html.unescape(any_client.get(f"{address}?lang={language}").text)
    told = any_client.get("/tillganglighet?lang=fi").text
    assert "Kartalta puuttuu teksti." in told and "2. lokakuuta 2026" in told
    assert "Kartan saknar text." in any_client.get("/tillganglighet?lang=sv-simple").text
    assert '<a class="line" href="tel:0181234567">018-123 45 67</a>' in told
    assert "mailto:alla@provkommun.example" in any_client.get("/integritet").text


def test_a_text_that_is_there_in_swedish_alone_is_shown_as_that(app, staff, client: Client) -> None:
    staff("admin").submit("/admin/texter", {"shortcomings.sv": "Kartan saknar text.", "mark": "0"})
    assert '<p lang="sv">Kartan saknar text.</p>' in client.get("/tillganglighet?lang=en").text


@pytest.mark.parametrize("language", COMPLETE)
def test_how_long_we_keep_things_is_what_the_rules_do(client: Client, language: str) -> None:
    kept = {one.name: one for one in kept_for(language)}
    assert set(kept) == {rule.name for rule in RULES}, "words are missing in clients/ui/statement/keeping.py"
    page, say_many = html.unescape(client.get(f"/integritet?lang={language}").text), many_in(language)
    for rule in RULES:
        assert rule.what not in (kept[rule.name].what, ""), f"{rule.name} has no words of its own"
        years, odd = divmod(rule.months, 12)
        long = say_many("{n} månad", "{n} månader", rule.months) if odd else say_many("{n} år", "{n} år", years)
        assert not rule.months or kept[rule.name].long.startswith(f"{long} "), rule.name
        assert kept[rule.name].what in page and kept[rule.name].long in page


def test_every_cookie_is_named(app, client: Client) -> None:
    page = client.get("/integritet").text
    named = set(re.findall(r'class="code" translate="no" lang="">([^<]+)<', page))
    assert named == {app.config["SESSION_COOKIE_NAME"], "mitt", "anhorig", "telefon"}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("text", "reach"), ODD)
def test_what_somebody_writes_reaches_the_administrator_once(
    any_app, staff, any_client: Client, address: str, text: str, reach: str
) -> None:  # fmt: skip
    page = any_client.get(f"{address}?lang=fi").text
    fields = dict(re.findall(r'name="(csrf_token|once)" value="([^"]+)"', page)) | {"text": text, "reach": reach}
    for _ in range(2):
        done = any_client.post(f"{address}?lang=fi", data=fields)
        assert (done.status_code, done.location) == (303, f"{address}?lang=fi&tack=1")
    assert "Kiitos. Saimme viestisi." in any_client.get(done.location).text
    admin = staff("admin")
    shown = admin.get("/admin/synpunkter").text
    assert shown.count(html.escape(text, quote=False).replace('"', "&#34;")) == 1 and "<script>alert" not in shown
    assert ("Vill inte ha svar." in shown) == (not reach)
    one = db.session.query(Feedback).one()
    assert admin.submit(f"/admin/synpunkter/{one.id}/klar", page="/admin/synpunkter").status_code == 303
    assert admin.submit(f"/admin/synpunkter/{one.id}/klar", page="/admin/synpunkter").status_code == 404
    assert "Inget väntar på svar." in admin.get("/admin/synpunkter").text
    db.session.refresh(one)
    assert one.answered_at and one.answered_by_user_id == admin.user.id
    assert {row.reason for row in db.session.query(Trail).filter_by(what="admin_feedback.tick")} >= {"feedback"}


@pytest.mark.parametrize(
    ("text", "reach", "said"),
    [("", "a@b.se", "Skriv några ord först."), ("  \n ", "", "Skriv några ord först."),
     ("å" * 10_000, "", "Korta det till 4000 tecken."), ("Hej", "0" * 300, "Skriv bara ett nummer eller en adress.")],
)  # fmt: skip
def test_what_cannot_be_taken_in_is_not_lost(client: Client, text: str, reach: str, said: str) -> None:
    page = client.submit("/tillganglighet?lang=sv", {"text": text, "reach": reach})
    assert page.status_code == 422 and said in page.text
    assert f"\n{text}</textarea>" in page.text and f'value="{reach}"' in page.text
    assert 'aria-invalid="true"' in page.text and db.session.query(Feedback).count() == 0


def test_many_are_told_to_wait_and_a_zero_byte_is_nobodys_text(client: Client) -> None:
    assert client.submit("/integritet", {"text": "a\0b"}).status_code == 400
    for place in range(10):
        assert client.submit("/integritet", {"text": f"Fråga {place}"}).status_code == 303
    assert client.submit("/integritet", {"text": "En till"}).status_code == 429


def test_a_day_has_room_for_so_many_and_what_was_typed_is_kept(client: Client, staff, monkeypatch) -> None:
    monkeypatch.setattr(feedback, "A_DAY", 2)
    monkeypatch.setattr(feedback, "NEWEST", 1)
    for place in range(2):
        assert client.submit("/integritet", {"text": f"Fråga {place}", "once": f"{place}" * 20}).status_code == 303
    full = client.submit("/integritet?lang=sv", {"text": "Min fråga", "once": "2" * 20})
    assert full.status_code == 429 and "I dag har vi fått för många brev." in full.text
    assert "\nMin fråga</textarea>" in full.text and db.session.query(Feedback).count() == 2
    again = client.submit("/integritet", {"text": "Fråga 0", "once": "0" * 20})
    assert again.status_code == 303 and db.session.query(Feedback).count() == 2, "sent twice it is one"
    shown = staff("admin").get("/admin/synpunkter").text
    assert "2 väntar. Här visas de 1 som har väntat längst." in shown and "Fråga 1" not in shown
    db.session.query(Feedback).update({"said_at": clock.now() - timedelta(days=2)})
    db.session.commit()
    assert client.submit("/integritet", {"text": "Min fråga"}).status_code == 303, "another day"


def test_a_form_without_its_token_is_refused(client: Client) -> None:
    assert client.post("/tillganglighet", data={"text": "Hej"}).status_code == 400


def test_wrong_texts_are_refused_and_kept_in_the_form(app, staff) -> None:
    admin = staff("admin")
    wrong = {"mark": "0", "board": "Äldrenämnden", "telephone": "0" * 61, "tested_on": "2031-01-01", "compliance": "x"}
    page = admin.submit("/admin/texter", wrong)
    assert page.status_code == 422 and "Äldrenämnden" in page.text
    for said in ("Korta det till 60 tecken.", "Den dagen har inte varit än.", "Välj något i listan."):
        assert said in page.text
    assert db.session.query(PublicText).count() == 0


def test_two_administrators_do_not_write_over_each_other(app, staff) -> None:
    one, other = staff("admin"), staff("admin")
    assert one.submit("/admin/texter", {"mark": "0", "board": "Äldrenämnden"}).status_code == 303
    late = other.submit("/admin/texter", {"mark": "0", "board": "Socialnämnden"})
    assert late.status_code == 409 and 'value="Socialnämnden"' in late.text
    again = re.search(r'name="mark" value="(\d+)"', late.text)
    assert again and other.submit("/admin/texter", {"mark": again[1], "board": "Socialnämnden"}).status_code == 303
    assert [row.value for row in db.session.query(PublicText).order_by(PublicText.id)] == [
        "Äldrenämnden", "Socialnämnden",
    ]  # fmt: skip


def test_a_trial_shows_what_is_typed_and_saves_nothing(app, staff) -> None:
    admin = staff("admin")
    fields = {"see": "accessibility fi", "shortcomings.fi": "Kartalta puuttuu teksti."}
    page = admin.submit("/admin/texter/prov", fields, page="/admin/texter")
    assert "Kartalta puuttuu teksti." in page.text and "Mitään ei ole vielä tallennettu." in page.text
    assert admin.submit("/admin/texter/prov", {"see": "nothing fi"}, page="/admin/texter").status_code == 400
    assert db.session.query(PublicText).count() == 0


def test_one_units_administrator_changes_nothing_of_all(lived_in, staff) -> None:
    admin = staff("admin", ["norr"])
    for address in ("/admin/texter", "/admin/synpunkter"):
        assert admin.get(address).status_code == 403
    assert "/admin/texter" not in admin.get("/admin").text


def test_every_field_has_its_words() -> None:
    from clients.admin.text_words import LABELS

    assert list(LABELS) == [one.name for one in FIELDS]


def test_the_pages_are_found_from_every_face(app, staff, client: Client) -> None:
    pages = [client.get(address) for address in ("/", "/status", "/nowhere", "/logga-in")]
    for page in (*pages, staff("manager").get("/chef"), staff("planner").get("/plan")):
        assert 'href="/tillganglighet?lang=' in page.text and 'href="/integritet?lang=' in page.text
    assert "/integritet" in client.get("/.well-known/security.txt").text


def test_what_nobody_answers_goes_after_two_years(any_app) -> None:
    ages = {"old": 24 * 31, "young": 23 * 30, "ticked": 13 * 31}
    for once, days in ages.items():
        at = clock.now() - timedelta(days=days)
        ticked = at if once == "ticked" else None
        db.session.add(Feedback(once=once, about="privacy", text="Hej", said_at=at, answered_at=ticked))
    db.session.commit()
    retention.run()
    assert [row.once for row in db.session.query(Feedback)] == ["young"]
