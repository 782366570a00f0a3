"""How hard a text is to read, and which words of another language stand in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

LONG = 6
"""A word of more letters than this is a long one."""
LISTED = 8
"""How many words of short labels are read in one breath, as of a list."""
HOLE = re.compile(r"{\w*}\w*|%\(\w+\)s")
"""A place to fill in, with an ending that it is given."""
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
END = re.compile(r"[.!?:]+(?=\s|$)")


def words(text: str) -> list[str]:
    """The words of a text; numbers are none."""
    return WORD.findall(text)


def lix(text: str) -> float:
    """The läsbarhetsindex of a running text: words a sentence, plus the hundredths of words of more than six letters.

    Source: C. H. Björnsson, Läsbarhet, Liber 1968. Below 25: children's books; 25-30: easy, as simple prose; above 40:
    as in the papers. A sentence ends at a full stop, a question or exclamation mark, or a colon.
    """
    said = words(text)
    sentences = [one for one in END.split(text) if words(one)]
    if not said:
        return 0.0
    return len(said) / len(sentences) + 100 * sum(len(word) > LONG for word in said) / len(said)


def running(texts: Iterable[str]) -> str:
    """Texts of a page as one running text. Each is a sentence of its own; what is one or two words, a list's member.

    Without that, a page of buttons would have as many sentences as words, and read as easily as its worst paragraph.
    """
    sentences, labels = [], []
    for text in texts:
        plain = " ".join(HOLE.sub("Ali", text).split())
        if len(words(plain)) > 2:
            sentences.append(plain if END.search(plain[-1:]) else f"{plain}.")
        elif words(plain):
            labels.append(plain.strip(".:"))
    lines: list[list[str]] = [[]]
    for label in labels:
        if len(words(" ".join(lines[-1]))) >= LISTED:
            lines.append([])
        lines[-1].append(label)
    return " ".join([*sentences, *(f"{', '.join(line)}." for line in lines if line)])


class _Texts(HTMLParser):
    """Gathers the texts of a page, a line each; what is said to be in another language than the page's is left out."""

    VOID = frozenset("meta link input br img hr path rect".split())
    INLINE = frozenset("a b span strong small em i svg".split())
    SAID = frozenset(("aria-label", "alt", "title", "placeholder", "data-changed"))

    def __init__(self, language: str):
        super().__init__()
        self.language, self.lines, self.open = language, [""], list[tuple[str, bool]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        foreign = given.get("lang", self.language) != self.language
        if tag not in self.INLINE:
            self.lines.append("")
        if not foreign and not self._foreign():
            self.lines[:0] = [said for name, said in attrs if name in self.SAID and said]
        if tag not in self.VOID:
            self.open.append((tag, foreign or tag == "script"))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass
        if tag not in self.INLINE:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self._foreign():
            self.lines[-1] += data

    def _foreign(self) -> bool:
        return any(foreign for _, foreign in self.open)


def lines_of(page: str, language: str) -> list[str]:
    """What a page says in its own language: each heading, paragraph, button and label, and what is only read aloud."""
    found = _Texts(language)
    found.feed(page)
    return [" ".join(line.split()) for line in found.lines if line.strip()]


NAME = re.compile(r"\bVem kommer\b")
"""What the service is called in every language."""


def vocabulary(said: Iterable[str]) -> set[str]:
    """The words of some texts, small, without those of names."""
    return {word.lower() for text in said for word in words(NAME.sub(" ", HOLE.sub(" ", text)))}
