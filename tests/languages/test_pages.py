"""The pages as they are rendered: easy to read in Swedish, and no word of one language in the page of another."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.mofile import read_mo, write_mo
from flask import current_app

from schema.languages import COMPLETE, known
from tests.languages.catalogued import said, texts
from tests.languages.conftest import forget
from tests.languages.reading import lines_of, lix, running, vocabulary, words

EASY = 30
"""The highest LIX of a page."""
FEWEST = 20
FEWEST_SHOWN = 60
"""Words that a file, and a page as it is rendered, must have to be judged by itself."""
TOGETHER = {
    "clients/recipient/seen.py": "clients/ui/day/templates/day/who.html",
    "clients/ui/day/calendar.py": "clients/ui/day/templates/day/calendar.html",
    "clients/public/promise_words.py": "clients/public/templates/public/status.html",
}
"""Words in the code → the page on which they stand."""
STAFF = (
    "clients/ui/templates/sign_in",
    "clients/ui/templates/onwards.html",
    "clients/public/templates/public/provider",
)
"""Where staff signs in: not of these faces."""
SAME = frozenset("a e elsa anna ali sara lunch norrgården provkommun hemlighet example se".split())
"""Names, and what is written alike: words that may stand in a page of any language."""


@cache
def spoken(language: str) -> frozenset[str]:
    """The words that a language's own catalogue says, with the names of days and months."""
    swedish = [form for one in said() for form in one]
    own = {"sv": swedish, "sv-simple": [*swedish, *(form for one in texts("sv_simple").values() for form in one)]}
    calendar = Locale.parse(known(language).locale)
    names = [*calendar.days["format"]["wide"].values(), *calendar.months["format"]["wide"].values()]
    return frozenset(
        vocabulary([*(own.get(language) or (form for one in texts(language).values() for form in one)), *names])
    )


@cache
def only_elsewhere(language: str) -> frozenset[str]:
    """The words that only catalogues of other languages say."""
    others = [one for one in COMPLETE if known(one).base != known(language).base]
    return frozenset().union(*map(spoken, others)) - spoken(language) - SAME


def strangers(lines: list[str], language: str) -> set[str]:
    """The words of another language in some lines."""
    return vocabulary(lines) & only_elsewhere(language)


@pytest.fixture(scope="module")
def texts_by_file() -> dict[str, list[str]]:
    """Each file's Swedish texts, what stands on its page with it."""
    found: dict[str, list[str]] = {}
    for forms, files in said().items():
        for file in files:
            found.setdefault(TOGETHER.get(file, file), []).append(forms[-1])
    return {file: ours for file, ours in found.items() if not file.startswith(STAFF)}


def test_the_swedish_of_each_page_is_easy(texts_by_file: dict[str, list[str]]) -> None:
    running_texts = {file: running(ours) for file, ours in texts_by_file.items()}
    assert len(running_texts) > 20 and {file.split("/")[1] for file in running_texts} >= {"public", "ui"}
    hard = {file: round(lix(text), 1) for file, text in running_texts.items() if len(words(text)) >= FEWEST}
    assert {file: index for file, index in hard.items() if index > EASY} == {}


def test_the_index_is_what_it_is_defined_as() -> None:
    assert lix("Hon kommer klockan åtta. Hon hjälper dig.") == pytest.approx(7 / 2 + 100 * 2 / 7)
    assert lix(running(["Kommunfullmäktige beslutade häromdagen om budgetpropositionens konsekvenser"])) > 60
    assert running(["Spara", "Ring oss", "Kom i dag."]) == "Kom i dag. Spara, Ring oss."


@pytest.mark.settings(card_disclosure="services")
def test_the_pages_are_easy_and_each_of_one_language(faces) -> None:
    hard, mixed = {}, {}
    for language in COMPLETE:
        for name, page in faces.pages(language).items():
            lines = lines_of(page, language)
            if found := strangers(lines, language):
                mixed[language, name] = found
            text = running(lines)
            if (language, name) == ("fi", "/mitt/vem "):
                assert "Kirjautunut yhdellä puhelimella tai tietokoneella." in page, (
                    "a text by number is said as the page is made"
                )
            if known(language).base == "sv" and len(words(text)) >= FEWEST_SHOWN and lix(text) > EASY:
                hard[language, name] = round(lix(text), 1)
    assert mixed == {}
    assert hard == {}


@pytest.mark.parametrize(("language", "other"), [("fi", "sv"), ("sv", "fi"), ("en", "sv"), ("sv", "en")])
def test_a_text_that_is_not_translated_would_be_found(language: str, other: str) -> None:
    """Nearly each text of one language holds a word that the other's catalogue never says."""
    of = [form for one in (said() if other == "sv" else texts(other).values()) for form in one]
    long = [text for text in of if len(words(text)) > 2]
    unseen = [text for text in long if not strangers([text], language)]
    assert len(long) > 300 and len(unseen) < len(long) / 50, unseen


def _untranslate(places: Path, text: str) -> None:
    path = places / "pages" / "fi" / "LC_MESSAGES" / "messages.mo"
    with path.open("rb") as file:
        catalogue = read_mo(file)
    catalogue.delete(text)
    with path.open("wb") as file:
        write_mo(file, catalogue)
    forget()


@pytest.fixture
def one_untranslated(places: Path) -> str:
    """A text of a page that has lost its Finnish."""
    _untranslate(places, "Här visas inga besök.")
    return "Här visas inga besök."


def test_one_untranslated_text_makes_the_page_fail(one_untranslated: str, app) -> None:
    page = current_app.test_client().get("/mitt?lang=fi").text
    assert one_untranslated in page
    assert {"här", "visas"} <= strangers(lines_of(page, "fi"), "fi")
