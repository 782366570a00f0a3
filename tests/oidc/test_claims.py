"""The claims of the provider become roles and units here, at each sign-in anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.access.signin import create_user
from backend.identity import arrival, claims
from schema import clock
from schema.db import db
from schema.tables import Unit, User, Worker
from tests.oidc.conftest import trail_of
from tests.people import PASSWORD, Client

pytestmark = pytest.mark.loopback
MFA = {"amr": ["mfa"]}


@pytest.fixture
def norr(app):
    """The unit, for whose manager there is a line."""
    unit = Unit(source="plan", outside_id="norr", name="Norr", steering="minutes")
    db.session.add(unit)
    db.session.flush()
    claims.add("groups", "norr-chef", "manager", unit.id)
    claims.add("groups", "norr-plan", "planner", unit.id)
    db.session.commit()
    return unit


def _held() -> set[tuple[str, int | None]]:
    user = db.session.scalars(select(User).where(User.subject_hash.is_not(None))).one()
    held = {(grant.role, grant.unit_id) for grant in user.grants if grant.holds_on(clock.today())}
    db.session.commit()
    return held


def test_a_claim_gives_a_role_in_its_unit_only(norr, client, enter, provider):
    provider.knows("maja", **MFA, groups=["norr-chef"])
    enter(client, "maja")
    assert _held() == {("manager", norr.id)}
    assert client.get("/chef").status_code == 200
    assert client.get("/plan").status_code == 403


def test_claims_changed_the_role_is_gone_the_next_time(app, norr, enter, provider):
    provider.knows("maja", **MFA, groups=["norr-chef", "norr-plan"])
    before = Client(app)
    enter(before, "maja")
    provider.knows("maja", **MFA, groups=["norr-plan"])
    after = Client(app)
    assert enter(after, "maja").status_code == 302
    assert _held() == {("planner", norr.id)}
    assert after.get("/chef").status_code == 403
    assert before.get("/chef").status_code == 403, "and in a session that was open already"


def test_claims_gone_she_is_refused_and_what_they_gave_is_taken(app, norr, enter, provider):
    provider.knows("maja", **MFA, groups=["norr-chef"])
    before = Client(app)
    enter(before, "maja")
    provider.knows("maja", **MFA, groups=[])
    assert enter(Client(app), "maja").status_code == 403
    assert _held() == set()
    assert before.get("/chef").status_code == 403
    assert trail_of("refused")[0] == "oidc_no_role", "and then whatever she tries"
    assert trail_of("change")[-1] == "role_taken_by_claims"


def test_taken_and_given_again_on_one_day(app, norr, enter, provider):
    for groups in (["norr-chef"], ["norr-plan"], ["norr-chef"]):
        provider.knows("maja", **MFA, groups=groups)
        assert enter(Client(app), "maja").status_code == 302
    assert _held() == {("manager", norr.id)}


def test_a_line_taken_away_gives_nothing_the_next_time(app, norr, enter, provider):
    provider.knows("maja", **MFA, groups=["norr-chef"])
    enter(Client(app), "maja")
    claims.remove(claims.listing()[0].id)
    assert enter(Client(app), "maja").status_code == 403


def test_a_role_given_here_is_not_the_claims_to_take(app, norr, enter, provider):
    user = create_user("maja@example.se", "Maja", PASSWORD, "head", [None])
    db.session.flush()
    arrival.open_for_linking("maja@example.se", issuer=provider.issuer, subject="maja")
    provider.knows("maja", **MFA, groups=["norr-chef"])
    enter(Client(app), "maja")
    assert _held() == {("head", None), ("manager", norr.id)}
    provider.knows("maja", **MFA)
    assert enter(Client(app), "maja").status_code == 302
    assert _held() == {("head", None)}
    assert db.session.get(User, user.id).subject_hash


def test_a_claim_may_lie_deep(norr, client, enter, provider):
    claims.add("realm_access.roles", "granskare", "auditor", None)
    provider.knows("asa", **MFA, realm_access={"roles": ["granskare"]})
    assert enter(client, "asa").status_code == 302
    assert _held() == {("auditor", None)}


@pytest.mark.parametrize("app", [{"oidc_worker_claim": "employee_id"}], indirect=True)
def test_a_worker_is_bound_to_the_plan_by_her_employee_id(norr, client, enter, provider):
    worker = Worker(
        source="plan", outside_id="w1", name="Wera Vik", unit_id=norr.id, shown_as="first_name", shown_name="Wera"
    )
    db.session.add(worker)
    claims.add("groups", "undersk", "worker", norr.id)
    provider.knows("wera", **MFA, groups=["undersk"], employee_id=worker.outside_id)
    enter(client, "wera")
    assert db.session.scalars(select(User.worker_id).where(User.subject_hash.is_not(None))).one() == worker.id
    assert client.get("/personal").status_code == 200


class TestNobodyTakesAnAccountOver:
    """An address proves nothing: accounts are known by issuer and subject."""

    @pytest.fixture(autouse=True)
    def _an_admin(self, norr, provider):
        self.user = create_user("anna@example.se", "Anna", PASSWORD, "admin", [None])
        db.session.commit()
        self.id = self.user.id

    def _subject(self):
        return db.session.scalars(select(User.subject_hash).where(User.id == self.id)).one()

    def test_by_her_address(self, client, enter, provider):
        provider.knows("mallory", **MFA, email="Anna@example.se", email_verified=True, groups=["norr-chef"])
        assert enter(client, "mallory").status_code == 403
        assert self._subject() is None
        assert trail_of("refused") == ["oidc_address_taken"]

    @pytest.mark.parametrize("verified", [False, None, "true", 1])
    def test_by_an_address_that_is_not_verified(self, client, enter, provider, verified):
        arrival.open_for_linking("anna@example.se")
        provider.knows("mallory", **MFA, email="anna@example.se", email_verified=verified, groups=["norr-chef"])
        enter(client, "mallory")
        assert self._subject() is None
        assert client.get("/admin").status_code == 403

    def test_when_the_week_is_over(self, client, enter, provider):
        arrival.open_for_linking("anna@example.se")
        self.user.linkable_until_at -= timedelta(days=arrival.LINKABLE_DAYS, seconds=1)
        provider.knows("anna", **MFA, email="anna@example.se", email_verified=True)
        assert enter(client, "anna").status_code == 403
        assert self._subject() is None

    def test_but_she_may_have_it_when_an_administrator_opened_it(self, app, enter, provider, run_cli):
        assert run_cli("claims", "link", "anna@example.se").exit_code == 0
        provider.knows("anna", **MFA, email="anna@example.se", email_verified=True)
        client = Client(app)
        assert enter(client, "anna").status_code == 302
        assert client.get("/admin").status_code == 200
        assert "linked_to_provider" in trail_of("change")

    def test_and_once_only(self, app, enter, provider):
        arrival.open_for_linking("anna@example.se")
        provider.knows("anna", **MFA, email="anna@example.se", email_verified=True)
        provider.knows("mallory", **MFA, email="anna@example.se", email_verified=True)
        assert enter(Client(app), "anna").status_code == 302
        assert enter(Client(app), "mallory").status_code == 403

    def test_a_closed_account_stays_closed(self, client, enter, provider):
        arrival.open_for_linking("anna@example.se", issuer=provider.issuer, subject="anna")
        self.user.active = False
        provider.knows("anna", **MFA, groups=["norr-chef"])
        assert enter(client, "anna").status_code == 403
        assert trail_of("refused") == ["oidc_closed"]


def test_she_makes_no_password_beside_the_provider(norr, app, client, enter, provider):
    """Closed at the provider she would come in by it for ever, with the roles that her claims once gave."""
    provider.knows("maja", **MFA, groups=["norr-chef"])
    enter(client, "maja")
    assert "/konto/losenord" not in client.get("/konto").text
    assert client.get("/konto/losenord").status_code == 403
    new = "fyra helt andra ordpar"
    fields = {"csrf_token": client.csrf_token("/konto"), "new_password": new, "new_password_confirm": new}
    assert client.post("/konto/losenord", data=fields).status_code == 403
    user = db.session.scalars(select(User)).one()
    assert (user.password, user.password_set_at) == (None, None)
    assert trail_of("refused") == ["no_password", "no_password"]
