"""The places for other languages: what is dropped there is offered once it is whole, and not before."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import current_app

from clients.ui import catalogues
from notifications import texts
from schema import languages
from schema.languages import COMPLETE, SLOTS
from tests.card.conftest import look
from tests.languages.catalogued import Forms
from tests.languages.catalogued import texts as written
from tests.languages.conftest import forget

Change = Callable[[dict[Forms, Forms]], None]


def _drop(places: Path, language: str, change: Change = lambda _: None) -> None:
    """Put a made-up catalogue of the pages into a language's place: each text in stars, then changed by `change`."""
    found = {said: tuple(f"*{one}*" for one in said) for said in written("fi")}
    change(found)
    made = Catalog(locale=languages.known(language).locale)
    for said, ours in found.items():
        made.add(said[0] if len(said) == 1 else said, ours[0] if len(said) == 1 else ours)
    folder = places / "pages" / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, made)
    forget()


def test_nothing_is_offered_that_has_no_catalogue(places: Path) -> None:
    assert catalogues.offered() == ("sv", "sv-simple", "fi", "en")
    assert set(SLOTS) == {"se", "smj", "sma", "fit", "rom", "yi"}


@pytest.fixture
def yiddish(places: Path) -> Path:
    """A whole catalogue in a place."""
    _drop(places, "yi")
    return places


def test_a_whole_one_is_offered_by_its_own_name_and_written_its_own_way(yiddish: Path, world) -> None:
    assert catalogues.named()[-1] == ("yi", "ייִדיש")
    world.person.language = "yi"
    for page in (look(world.token()), look(world.token(), query="?lang=yi"), look("x", Accept_Language="yi")):
        assert '<html lang="yi" dir="rtl">' in page.text and "<h1>*" in page.text
    swedish = look(world.token(), query="?lang=sv").text
    assert '<html lang="sv">' in swedish and '<a href="?lang=yi" lang="yi" hreflang="yi">ייִדיש</a>' in swedish
    start = current_app.test_client().get("/?lang=yi").text
    assert '<html lang="yi" dir="rtl">' in start and "*Du som har hemtjänst*" in start


def _lacks_one(found: dict[Forms, Forms]) -> None:
    del found["Ring oss",]


def _has_an_empty_one(found: dict[Forms, Forms]) -> None:
    found["Ring oss",] = ("",)


def _fills_in_something_else(found: dict[Forms, Forms]) -> None:
    found["{who} kom klockan {time}.",] = ("*{who}*",)


def _lacks_a_number(found: dict[Forms, Forms]) -> None:
    found["{n} gång", "{n} gånger"] = ("*{n}*", "*många*")


@pytest.mark.parametrize("change", [_lacks_one, _has_an_empty_one, _fills_in_something_else, _lacks_a_number])
def test_one_that_is_not_whole_is_never_offered(places: Path, change: Change) -> None:
    _drop(places, "se", change)
    assert "se" not in catalogues.offered()


def test_a_person_whose_language_is_not_whole_reads_swedish(places: Path, world) -> None:
    _drop(places, "se", _lacks_one)
    world.person.language = "se"
    for page in (look(world.token()), look(world.token(), query="?lang=se")):
        assert '<html lang="sv">' in page.text and "*" not in page.text and 'lang="se"' not in page.text


def test_a_language_that_is_none_of_ours_has_no_place(places: Path) -> None:
    _drop(places, "de")
    assert "de" not in catalogues.offered()
    assert catalogues.say_in("de")("Ring oss") == "Ring oss"


def _toml(said: dict[str, dict[str, object]]) -> str:
    def value(one: object) -> str:
        return f"[{', '.join(map(value, one))}]" if isinstance(one, list) else f"'''{one}'''"

    return "\n".join(
        line for part, named in said.items()
        for line in (f"[{part}]", *(f"{name} = {value(one)}" for name, one in named.items()))
    )  # fmt: skip


def test_texts_and_calls_too_are_offered_once_they_are_whole(places: Path) -> None:
    swedish, file = tomllib.loads((places / "texts" / "sv.toml").read_text(encoding="utf-8")), places / "texts/fit.toml"
    file.write_text(_toml(swedish), encoding="utf-8")
    assert texts.offered() == (*COMPLETE, "fit")
    for part, name, instead in (("reply", "call", None), ("reply", "call", "Ring"), ("dates", "months", ["januari"])):
        other = {one: dict(named) for one, named in swedish.items()}
        if instead is None:
            del other[part][name]
        else:
            other[part][name] = instead
        file.write_text(_toml(other), encoding="utf-8")
        assert texts.offered() == tuple(COMPLETE), name
