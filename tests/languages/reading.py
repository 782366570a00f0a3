"""How hard a text is to read, and which words of another language stand in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONG = 6
"""A word of more letters than this is a long one."""
LISTED = 8
"""How many words of short labels are read in one breath, as of a list."""
HOLE = re.compile(r"{\w*}|%\(\w+\)s")
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
