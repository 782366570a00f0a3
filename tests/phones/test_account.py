"""Her account on a shared phone: her sessions, and the way on; a PIN changes nothing of it."""

from __future__ import annotations

from sqlalchemy import select

from schema.db import db
from schema.tables import SignIn
from tests.people import PASSWORD, Client
from tests.phones.conftest import PIN, Unlocked


def test_she_finds_her_account_and_ends_a_session_elsewhere(unlocked: Unlocked) -> None:
    """Somebody else's phone may still be open in her name: by PIN too she sees it and ends it."""
    phone, other = unlocked.phone(), unlocked.phone("Telefon 8")
    unlocked.choose(other, "w1")
    assert unlocked.try_pin(phone, "w1", PIN) == 303
    assert 'href="/konto"' in phone.get("/personal").text
    page = phone.get("/konto").text
    assert page.count("/avsluta") == 2, "one other, and all others"
    rows = db.session.scalars(select(SignIn).where(SignIn.way == "pin").order_by(SignIn.id)).all()
    assert phone.submit(f"/konto/inloggning/{rows[0].id}/avsluta", page="/konto").status_code == 302
    assert other.get("/personal").location == "/personal/vem"
    assert phone.get("/personal").status_code == 200
    assert 'action="/personal/byt"' in page and 'action="/logga-ut"' not in page
    assert phone.submit("/personal/byt", page="/konto").location == "/personal/vem"


def test_by_pin_her_account_says_how_to_go_on_and_changes_nothing_else(unlocked: Unlocked) -> None:
    phone = unlocked.phone()
    unlocked.choose(phone, "w1")
    before = unlocked.user("w1").password
    said = {"sv": "delas av flera", "fi": "usean yhteinen", "en": "shared by several"}
    for language, words in said.items():
        page = phone.get("/konto", headers={"Accept-Language": language}).text
        assert words in page, language
        assert "Byt person" in page or language != "sv"
        for way in ("/konto/losenord", "/konto/app", "/konto/nycklar", "/konto/reservkoder"):
            assert f'href="{way}"' not in page, "a PIN opens none of these: she signs in with her password"
    new = {"new_password": "en helt annan fras 9", "new_password_confirm": "en helt annan fras 9"}
    for password in ("", "fel", PIN):
        phone.submit("/konto/losenord", {"password": password, **new})
    assert unlocked.user("w1").password == before
    assert "startkod" in phone.get("/konto").text
    public = unlocked.app.extensions["settings"].public_url
    assert f"{public}/logga-in" not in phone.get("/konto").text, (
        "she has no app yet: elsewhere her password is no way in"
    )
    user = unlocked.user("w1")
    user.tf_primary_method, user.tf_totp_secret = "authenticator", "x"
    db.session.commit()
    assert f"{public}/logga-in" in phone.get("/konto").text
    assert "Byt lösenord" in _by_password(unlocked).get("/konto").text


def _by_password(unlocked: Unlocked) -> Client:
    """Another worker on an enrolled phone, by her password."""
    phone = unlocked.phone("Telefon 9")
    assert phone.submit("/logga-in", {"email": "w2@example.se", "password": PASSWORD}).status_code == 302
    return phone
