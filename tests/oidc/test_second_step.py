"""The second factor: the provider's where it says so, else one of our own."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.access.signin import create_user
from backend.identity import arrival, claims
from schema.db import db
from schema.tables import SignIn
from tests.oidc.conftest import trail_of, way_back
from tests.people import PASSWORD, code_of, give_factor

pytestmark = pytest.mark.loopback


@pytest.fixture
def heads(app, provider):
    """The claim that makes a head."""
    claims.add("groups", "chef", "head", None)
    db.session.commit()


@pytest.mark.parametrize("amr", [["pwd", "mfa"], ["mfa"]])
def test_two_factors_at_the_provider_are_two(heads, client, enter, provider, amr):
    provider.knows("hedda", amr=amr, groups=["chef"])
    enter(client, "hedda")
    assert client.get("/chef").status_code == 200


@pytest.mark.parametrize("amr", [None, [], ["pwd"], ["mfa2"], ["pwd", "sms"]])
def test_one_factor_there_opens_only_the_way_to_a_second_here(heads, client, enter, provider, amr):
    provider.knows("hedda", amr=amr, groups=["chef"])
    enter(client, "hedda")
    assert client.get("/chef").location == "/konto/tvasteg"
    assert not db.session.scalars(select(SignIn.second_factor)).one()


@pytest.mark.parametrize("app", [{"oidc_second_factor": "acr=loa3 amr=hwk"}], indirect=True)
@pytest.mark.parametrize(
    ("there", "enough"),
    [({"acr": "loa3"}, True), ({"amr": ["hwk"]}, True), ({"amr": ["mfa"]}, False), ({"acr": "loa2"}, False)],
)
def test_the_municipality_says_what_a_second_factor_is(heads, client, enter, provider, there, enough):
    provider.knows("hedda", groups=["chef"], **there)
    enter(client, "hedda")
    assert client.get("/chef").status_code == (200 if enough else 302)


@pytest.mark.parametrize("app", [{"oidc_second_factor": "acr=loa3"}], indirect=True)
def test_and_asks_the_provider_for_it(app, client):
    assert "acr_values=loa3" in client.submit("/logga-in/kommun", page="/logga-in").location


class TestWhoHasOneHere:
    """An account that was linked, with an authenticator: the provider's one factor does not go past it."""

    @pytest.fixture(autouse=True)
    def _anna(self, heads, provider):
        create_user("anna@example.se", "Anna", PASSWORD, "head", [None])
        arrival.open_for_linking("anna@example.se", issuer=provider.issuer, subject="anna")
        give_factor("anna@example.se")
        provider.knows("anna", amr=["pwd"])

    def test_she_is_asked_for_it_and_then_in(self, client, enter):
        asked = enter(client, "anna")
        assert asked.location.startswith("/logga-in/kod")
        assert db.session.scalars(select(SignIn)).all() == []
        assert client.get("/chef").location.startswith("/logga-in")
        client.submit("/logga-in/kod", {"code": code_of("anna@example.se")}, page=asked.location)
        assert client.get("/chef").status_code == 200
        row = db.session.scalars(select(SignIn)).one()
        assert (row.way, row.second_factor, bool(row.provider_sid_hash)) == ("oidc", True, True), (
            "so that signing out there ends it"
        )

    def test_a_wrong_code_opens_nothing(self, client, enter):
        asked = enter(client, "anna")
        client.submit("/logga-in/kod", {"code": "000000"}, page=asked.location)
        assert client.get("/chef").location.startswith("/logga-in")
        assert trail_of("refused") == ["code_wrong"]

    def test_what_was_begun_by_the_provider_is_forgotten_by_a_password(self, client, enter):
        enter(client, "anna")
        asked = client.submit("/logga-in", {"email": "anna@example.se", "password": PASSWORD})
        client.submit("/logga-in/kod", {"code": code_of("anna@example.se")}, page=asked.location)
        assert db.session.scalars(select(SignIn.way)).one() == "password"

    def test_two_factors_there_are_enough(self, client, provider):
        provider.knows("anna", amr=["mfa"])
        assert client.get(way_back(client, "anna")).location == "/hem"
        assert client.get("/chef").status_code == 200
