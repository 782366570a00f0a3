"""Signing out: at the provider, which tells us server to server; and here, which leads on to the provider."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from backend.identity import claims
from schema import clock
from schema.db import db
from schema.tables import SignIn
from tests.apps import MakeApp
from tests.oidc.conftest import trail_of
from tests.oidc.hostile import Hostile, new_key
from tests.oidc.running import HOME, Running, Visitor
from tests.people import Client

pytestmark = pytest.mark.loopback
EVENT = "http://schemas.openid.net/event/backchannel-logout"


class TestAtTheProvider:
    """The real one tells a real server of ours."""

    @pytest.fixture
    def app(self, make_app: MakeApp, provider: Running) -> Iterator[Flask]:
        """The service, where the provider can reach it."""
        box: list[Flask] = []
        self.told: list[bytes] = []

        def serve(environ, start):
            self.told.append(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
            with box[0].app_context():
                start(f"{self._post(box[0]).status_code} told", [])
            return [b""]

        server = make_server("127.0.0.1", 0, serve, threaded=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        box.append(make_app(**provider.register(logout=f"http://127.0.0.1:{server.server_port}/logga-ut/kommun")))
        claims.add("groups", "chef", "head", None)
        provider.knows("hedda", amr=["mfa"], groups=["chef"])
        provider.knows("hans", amr=["mfa"], groups=["chef"])
        yield box[0]
        server.shutdown()
        server.server_close()

    def _post(self, app):
        return Client(app).post(
            "/logga-ut/kommun", data=self.told[-1], content_type="application/x-www-form-urlencoded"
        )

    def _sign_out(self, client, visitor):
        """Press "Logga ut" here, be led to the provider, and confirm there."""
        at = client.submit("/logga-ut", page="/chef")
        while at.status_code in (302, 303) and at.location.startswith("/"):
            at = client.get(at.location)
        page = visitor.http.get(at.location, timeout=5)
        secret = re.search(r'name="xsrf" value="(\w+)"', page.text)
        action = re.search(r'action="([^"]+)"', page.text)
        return visitor.http.post(action[1], data={"xsrf": secret[1], "logout": "yes"}, allow_redirects=False, timeout=5)

    def test_signing_out_there_kills_her_sessions_here(self, app, client, enter):
        first, second, other = Visitor(), Visitor(), Client(app)
        enter(client, "hedda", visitor=first)
        same_browser_there = Client(app)
        enter(same_browser_there, "hedda", visitor=first)
        elsewhere = Client(app)
        enter(elsewhere, "hedda", visitor=second)
        enter(other, "hans")
        away = self._sign_out(client, first)
        assert away.headers["location"].startswith(HOME)
        assert len(self.told) == 1
        assert same_browser_there.get("/chef").location.startswith("/logga-in")
        assert elsewhere.get("/chef").status_code == 200, "another session at the provider goes on"
        assert other.get("/chef").status_code == 200

    def test_a_replayed_logout_token_is_refused(self, app, client, enter):
        visitor = Visitor()
        enter(client, "hedda", visitor=visitor)
        self._sign_out(client, visitor)
        assert self._post(app).status_code == 400
        assert trail_of("refused")[-1] == "oidc_logout_replayed"


def test_signing_out_here_leads_on_to_the_provider(app, client, enter, provider):
    claims.add("groups", "chef", "head", None)
    provider.knows("hedda", amr=["mfa"], groups=["chef"])
    enter(client, "hedda")
    at = client.submit("/logga-ut", page="/chef")
    assert at.location == "/logga-ut/kommun"
    there = urlsplit(client.get(at.location).location)
    assert there.netloc == urlsplit(provider.issuer).netloc
    told = parse_qs(there.query)
    assert told["post_logout_redirect_uri"] == [HOME]
    assert "id_token_hint" not in told
    assert client.get("/chef").location.startswith("/logga-in")


def test_who_came_by_password_is_not_led_to_the_provider(staff):
    client = staff("worker")
    assert client.submit("/logga-ut", page="/konto").location == "/"


class TestWhatIsNoLogoutToken:
    """Told by somebody who is not the provider, or by a provider that lies."""

    @pytest.fixture
    def app(self, make_app: MakeApp, hostile: Hostile) -> Flask:
        """The service with it, and Hedda signed in."""
        app = make_app(**hostile.settings)
        claims.add("groups", "chef", "head", None)
        self.hedda = Client(app)
        sent = hostile.sends_back(self.hedda)
        hostile.token = hostile.signed(hostile.right(nonce=sent["nonce"], sid="there"))
        self.hedda.get(f"/logga-in/kommun/svar?state={sent['state']}&code=x")
        assert self.hedda.get("/chef").status_code == 200
        return app

    def _token(self, hostile, **more):
        told = {"events": {EVENT: {}}, "jti": "one", "sid": "there", "groups": None, "amr": None, **more}
        return {name: value for name, value in hostile.right(**told).items() if value is not None}

    def _tell(self, app, token):
        return Client(app).post("/logga-ut/kommun", data={"logout_token": token}).status_code

    def _goes_on(self):
        return self.hedda.get("/chef").status_code == 200

    def test_a_right_one_ends_her_session(self, app, hostile):
        assert self._tell(app, hostile.signed(self._token(hostile))) == 200
        assert not self._goes_on()
        assert db.session.scalars(select(SignIn.ended_why)).one() == "provider"

    def test_one_that_names_her_alone_ends_all_of_hers(self, app, hostile):
        assert self._tell(app, hostile.signed(self._token(hostile, sid=None))) == 200
        assert not self._goes_on()

    def test_one_of_another_session_ends_nothing(self, app, hostile):
        assert self._tell(app, hostile.signed(self._token(hostile, sid="another"))) == 200
        assert self._goes_on()

    @pytest.mark.parametrize(
        "lie",
        [
            {"iss": "https://example.org"}, {"aud": "another"}, {"aud": None}, {"iat": None}, {"exp": None},
            {"iat": 4_000_000_000}, {"exp": 1}, {"jti": None}, {"jti": 7}, {"nonce": "x"}, {"sid": None, "sub": None},
            {"events": None}, {"events": {}}, {"events": [EVENT]}, {"events": {EVENT: True}}, {"sid": 7}, {"sub": 7},
            {"sid": ""},
        ],
        ids=str,
    )  # fmt: skip
    def test_a_wrong_one_ends_nothing(self, app, hostile, lie):
        hostile.claims = lie if lie != {"sid": ""} else {"sid": "", "sub": None}
        assert self._tell(app, hostile.signed(self._token(hostile))) == 400
        assert self._goes_on()
        assert trail_of("refused") == ["oidc_logout_token"]

    def test_an_old_one_ends_nothing(self, app, hostile):
        now = int(clock.now().timestamp())
        assert self._tell(app, hostile.signed(self._token(hostile, iat=now - 700, exp=now + 9999))) == 400
        assert self._goes_on()

    def test_her_own_id_token_is_none(self, app, hostile):
        assert self._tell(app, hostile.token) == 400
        assert self._goes_on()

    def test_anothers_signature_is_none(self, app, hostile):
        told = self._token(hostile)
        for token in (hostile.signed(told, key=new_key()), hostile.with_secret(told), "", "x.y.z", "x"):
            assert self._tell(app, token) == 400
        assert self._goes_on()

    def test_a_logout_token_signs_nobody_in(self, app, hostile):
        client = Client(app)
        sent = hostile.sends_back(client)
        hostile.token = hostile.signed(self._token(hostile))
        assert client.get(f"/logga-in/kommun/svar?state={sent['state']}&code=x").status_code == 403
