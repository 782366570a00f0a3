"""The table of claims, by command and on the administrator's page."""

from __future__ import annotations

import pytest

from backend.identity import claims
from schema.db import db
from schema.tables import Unit, User
from tests.oidc.conftest import trail_of

PAGE = "/admin/inloggning"


@pytest.fixture
def app(make_app):
    """The service with a provider that nobody asks here."""
    app = make_app(oidc_issuer="http://127.0.0.1:1", oidc_client_id="x", oidc_client_secret="x")
    db.session.add(Unit(source="plan", outside_id="norr", name="Norr", steering="minutes"))
    db.session.commit()
    return app


def test_by_command(run_cli):
    added = run_cli("claims", "add", "groups", "chef", "--role", "manager", "--unit", "norr")
    assert added.exit_code == 0, added.stderr
    assert run_cli("claims", "list").stdout == "1  groups=chef  manager  Norr\n"
    assert run_cli("claims", "add", "groups", "chef", "--role", "manager", "--unit", "norr").exit_code == 1
    assert "no unit 'mars'" in run_cli("claims", "add", "g", "x", "--role", "head", "--unit", "mars").stderr
    assert run_cli("claims", "remove", 1).exit_code == 0
    assert run_cli("claims", "remove", 1).exit_code == 1
    assert run_cli("claims", "link", "nobody@example.se").exit_code == 1


def test_on_the_page(staff):
    admin = staff("admin")
    unit = db.session.query(Unit.id).scalar()
    line = {"claim": "groups", "value": "chef", "role": "manager", "unit": str(unit)}
    assert admin.submit(f"{PAGE}/rad", line, page=PAGE).status_code == 302
    page = admin.get(PAGE).text
    assert "enhetschef" in page
    assert "Norr" in page
    number = claims.listing()[0].id
    admin.submit(f"{PAGE}/rad/{number}/bort", page=PAGE)
    assert claims.listing() == []
    assert trail_of("change")[-2:] == ["claim_added", "claim_removed"]


WRONG = [{"claim": ""}, {"value": " "}, {"role": "king"}, {"unit": "77"}, {"unit": "9" * 30}, {"unit": "-1"}]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_line_is_not_added(staff, wrong):
    admin = staff("admin")
    line = {"claim": "groups", "value": "chef", "role": "manager", "unit": "", **wrong}
    answer = admin.submit(f"{PAGE}/rad", line, page=PAGE)
    assert answer.status_code == 302
    assert claims.listing() == []


def test_an_account_is_opened_for_linking_by_the_page(staff):
    admin = staff("admin")
    assert admin.user
    email = admin.user.email
    admin.submit(f"{PAGE}/koppla", {"email": email.upper()}, page=PAGE)
    assert db.session.query(User.linkable_until_at).filter(User.email == email).scalar()
    assert trail_of("change")[-1] == "account_opened_for_linking"


def test_nobody_else_touches_it(staff):
    for role in ("head", "manager", "planner", "worker", "auditor"):
        assert staff(role).get(PAGE).status_code == 403
