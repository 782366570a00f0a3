"""Cards on paper: one page a home, a code that reads as the address, nobody named, nobody who must not."""

from __future__ import annotations

import re
import zlib
from datetime import date

import pytest
from flask import current_app

from backend.cards import sheet
from backend.cards.issue import home_of, token_of
from clients.ui import paper
from schema.db import db
from schema.tables import Card, Trail
from tests.card.qr import read


@pytest.mark.parametrize("text", ["http://127.0.0.1/k/abc", "https://vemkommer.example.se/k/" + "aB3_-" * 6])
def test_the_code_reads_as_its_text(text):
    assert read(sheet.qr_modules(text)) == ("Q", text)


def test_a_unit_is_printed_a_page_a_home(any_world, any_run_cli, tmp_path):
    any_world.new_person("arne", any_world.home)
    any_world.new_person("signe", any_world.new_home("h2"))
    any_world.new_person("skyddad", any_world.new_home("h3"), protected=True)
    any_world.new_person("slutat", any_world.new_home("h4"), ended_on=date(2020, 1, 1))
    out = tmp_path / "cards.pdf"
    result = any_run_cli("cards", "print", "--unit", "norr", "--out", out)
    assert (result.exit_code, result.stdout) == (0, f"2 cards in {out}\n"), result.output
    assert _pages(out.read_bytes()) == 2
    assert db.session.query(Card).count() == 2
    assert db.session.query(Trail).filter_by(action="print").count() == 3
    before = token_of(any_world.home.id)
    assert any_run_cli("cards", "print", "--unit", "norr", "--out", out).exit_code == 0
    assert token_of(any_world.home.id) == before


def _pages(pdf: bytes) -> int:
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    plain = [pdf, *(zlib.decompressobj().decompress(one) for one in packed if one[:1] == b"x")]
    return sum(len(re.findall(rb"/Type ?/Page\b(?!s)", one)) for one in plain)


def test_a_sheet_says_what_it_must_and_names_nobody(world):
    told = list(sheet.sheets([world.home.id], "https://vemkommer.example.se"))
    assert [one.address for one in told] == [f"https://vemkommer.example.se/k/{token_of(world.home.id)}"]
    assert read(told[0].modules) == ("Q", told[0].address)
    with current_app.test_request_context():
        page = paper.page(told)
    for said in (told[0].address, "018-123 45 67", "inne i hemmet", "Hemtjänst Norr", "elsa", told[0].path):
        assert said in page
    for secret in ("Elsa", "Hemliga gatan"):
        assert secret not in page


@pytest.mark.parametrize(("unit", "says"), [("finns-inte", "no unit 'finns-inte'"), ("norr", "may have a card")])
def test_nothing_to_print_is_said(world, run_cli, tmp_path, unit, says):
    world.person.protected = True
    result = run_cli("cards", "print", "--unit", unit, "--out", tmp_path / "cards.pdf")
    assert result.exit_code == 1
    assert says in result.stderr


def test_a_card_is_revoked_and_renewed_by_command(world, run_cli):
    token = world.token()
    assert run_cli("cards", "revoke", "elsa").stdout == "1 closed, 0 issued\n"
    assert home_of(token) is None
    assert run_cli("cards", "revoke", "elsa", "--renew").stdout == "0 closed, 1 issued\n"
    assert run_cli("cards", "revoke", "ingen").exit_code == 1
