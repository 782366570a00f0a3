"""Staff sign in at a real, independent OpenID provider."""

from __future__ import annotations

from datetime import timedelta

import pytest
from limits import parse
from sqlalchemy import select

from backend.access import limit
from backend.identity import claims
from schema import clock
from schema.db import db
from schema.tables import SignIn, User
from tests.oidc.conftest import trail_of, way_back
from tests.oidc.running import Visitor
from tests.people import Client

pytestmark = pytest.mark.loopback


@pytest.fixture
def head(app, provider):
    """Hedda is head of the whole municipality by a claim, with two factors at the provider."""
    claims.add("groups", "hemtjanst-chef", "head", None)
    db.session.commit()
    provider.knows("hedda", amr=["pwd", "mfa"], name="Hedda Holm", groups=["hemtjanst-chef", "friskvard"])


def test_a_right_sign_in_opens_her_own_face(head, client, enter):
    answer = enter(client, "hedda")
    assert (answer.status_code, answer.location) == (302, "/hem")
    assert client.get("/hem").location == "/chef"
    assert client.get("/chef").status_code == 200
    user = db.session.scalars(select(User)).one()
    assert (user.name, user.password, [role.name for role in user.roles]) == ("Hedda Holm", None, ["head"])
    row = db.session.scalars(select(SignIn)).one()
    assert (row.way, row.second_factor, row.ended_at) == ("oidc", True, None)
    assert trail_of("sign_in") == ["oidc and factor"]
    assert trail_of("change") == ["made_by_provider", "role_given_by_claims"]


@pytest.mark.parametrize("app", [{"kind": "postgresql"}], indirect=True)
def test_on_the_large_database_too(head, app, client, enter, provider):
    enter(client, "hedda")
    assert client.get("/chef").status_code == 200
    provider.knows("hedda", amr=["mfa"])
    assert enter(Client(app), "hedda").status_code == 403
    assert client.get("/chef").status_code == 403
    assert trail_of("change")[-1] == "role_taken_by_claims"


def test_an_office_of_many_comes_from_one_address(app, head, enter, monkeypatch):
    few = dict(limit._ITEMS, sign_in_address=parse("3 per 10 minutes"))
    monkeypatch.setattr(limit, "_ITEMS", few)
    assert [enter(Client(app), "hedda").status_code for _ in range(5)] == [302] * 5
    wrong = [Client(app).get("/logga-in/kommun/svar?state=x&code=y").status_code for _ in range(4)]
    assert wrong == [403, 403, 403, 429]


def test_she_comes_to_the_page_that_she_asked_for(head, client, enter):
    assert client.get("/chef").location.startswith("/logga-in?next=")
    assert client.get(way_back(client, "hedda", then="?next=/chef/avvikelser")).location == "/chef/avvikelser"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/%5Cexample.org", "javascript:1", "/" + "x" * 300, ""]
)
def test_nobody_is_led_elsewhere(head, client, elsewhere):
    assert client.get(way_back(client, "hedda", then=f"?next={elsewhere}")).location == "/hem"


def test_the_same_person_is_the_same_account(app, head, client, enter):
    enter(client, "hedda")
    assert enter(Client(app), "hedda").status_code == 302
    assert len(db.session.scalars(select(User)).all()) == 1


BUTTON = {
    "sv": "Logga in med kommunens inloggning",
    "fi": "Kirjaudu kunnan tunnuksilla",
    "en": "Sign in with your municipal account",
}


@pytest.mark.parametrize("language", BUTTON)
def test_the_button_is_there_in_her_language(client, language):
    assert BUTTON[language] in client.get("/logga-in", headers={"Accept-Language": language}).text


def test_without_a_provider_there_is_no_such_door(make_app):
    alone = Client(make_app())
    assert BUTTON["sv"] not in alone.get("/logga-in").text
    assert alone.get("/logga-in/kommun/svar?state=x").status_code == 404
    assert alone.get("/logga-ut/kommun").status_code == 404


def test_a_get_signs_nobody_in(head, client):
    assert client.get("/logga-in/kommun").location == "/logga-in"


def test_a_forged_state_is_refused(head, client):
    back = way_back(client, "hedda")
    forged = back.replace("state=", "state=x")
    assert client.get(forged).status_code == 403
    assert client.get("/chef").status_code == 302
    assert trail_of("refused") == ["oidc_state"]


def test_another_browser_cannot_use_the_way_back(app, head, client):
    """Who is lured to open somebody else's way back is not signed in as her."""
    back = way_back(client, "hedda")
    other = Client(app)
    assert other.get(back).status_code == 403
    assert trail_of("refused") == ["oidc_state"]


def test_a_state_dies_after_ten_minutes(head, client):
    back = way_back(client, "hedda")
    with clock.standing_at(clock.now() + timedelta(minutes=10, seconds=1)):
        assert client.get(back).status_code == 403
    assert trail_of("refused") == ["oidc_state"]


def test_a_replayed_code_is_refused(app, head, client):
    back = way_back(client, "hedda")
    copied = client.get_cookie("session").value
    assert client.get(back).status_code == 302
    thief = Client(app)
    thief.set_cookie("session", copied)  # with the state too: only the provider can know that the code was used
    assert thief.get(back).status_code == 403
    assert thief.get("/chef").status_code == 302
    assert client.get(back).status_code == 403, "and in her own browser"
    assert trail_of("refused") == ["oidc_code", "oidc_state"]


def test_an_answer_of_another_issuer_is_refused(head, client, provider):
    back = way_back(client, "hedda")
    assert "iss=" in back, "the provider names itself (RFC 9207)"
    forged = back.replace(str(provider.issuer.rsplit(":", 1)[1]), "1")
    assert client.get(forged).status_code == 403
    assert trail_of("refused") == ["oidc_issuer"]


def test_who_turns_back_at_the_provider_is_told_politely(head, client, enter):
    answer = enter(client, "hedda", go="abort")
    assert answer.status_code == 403
    assert "Det gick inte att logga in" in answer.text
    assert trail_of("refused") == ["oidc_denied"]


def test_an_unknown_claim_opens_nothing(app, client, enter, provider):
    claims.add("groups", "hemtjanst-chef", "head", None)
    provider.knows("olle", amr=["mfa"], name="Olle", groups=["gatukontoret"], roles=["hemtjanst-chef"])
    answer = enter(client, "olle")
    assert answer.status_code == 403
    assert "Olle" not in answer.text
    assert db.session.scalars(select(User)).all() == [], "nothing is kept of somebody who has no business here"
    assert trail_of("refused") == ["oidc_no_role"]
    assert trail_of("sign_in") == []


def test_what_refuses_says_the_same_whatever_was_wrong(head, client, enter, provider):
    provider.knows("olle", name="Olle")
    pages = {enter(client, "olle").text, client.get("/logga-in/kommun/svar?state=x&code=y").text}
    pages.add(client.get("/logga-in/kommun/svar").text)
    assert len(pages) == 1


def test_signed_in_at_the_provider_already_nothing_is_asked_again(app, head, client, enter):
    visitor = Visitor()
    enter(client, "hedda", visitor=visitor)
    assert enter(Client(app), "never asked", visitor=visitor).status_code == 302
