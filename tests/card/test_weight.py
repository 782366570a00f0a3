"""The card is light: what must be there before it can be read, as it goes over the wire."""

from __future__ import annotations

import gzip
import re

import pytest

from tests.card.conftest import look
from tests.card.world import at

MOST_BYTES = 14_000
BEFORE_READABLE = re.compile(r'<link rel="stylesheet" href="([^"]+)"')


@pytest.mark.settings(card_disclosure="services")
def test_html_and_css_of_a_full_day_are_within_14_kb(world, client):
    for hour in range(8):
        visit = world.visit(f"v{hour}", at(8 + hour), at(9 + hour), services="lunch dusch", workers="Ali Sara")
        world.change(visit, at(7, 40), worker_ids=(world.workers["Sara"].id,))
    page = look(world.token(), Accept_Encoding="gzip")
    assert page.headers["Content-Encoding"] == "gzip"
    html = gzip.decompress(page.data).decode()
    weight = len(page.data)
    for address in BEFORE_READABLE.findall(html):
        file = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert file.headers["Content-Encoding"] == "gzip", address
        assert gzip.decompress(file.data) == client.get(address).data
        weight += len(file.data)
    assert weight <= MOST_BYTES, weight
    assert re.findall(r"<script(?![^>]*defer)", html) == [], "a script that is waited for"
    assert re.findall(r"""(?:src|href)="(?:https?:)?//""", html) == []
    assert "Accept-Encoding" in page.headers["Vary"]


def test_a_page_with_a_forms_token_is_never_made_small(client):
    for address in ("/logga-in", "/anhorig/logga-in", "/koppla"):
        answer = client.get(address, headers={"Accept-Encoding": "gzip, br"})
        assert "csrf_token" in answer.text
        assert "Content-Encoding" not in answer.headers
