"""The two statements, of accessibility and of personal data, as pages.

Anybody reads them, and an administrator tries them out. What the municipality fills in stands in them, and a notice
where it has not.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from flask import g, render_template

from backend.municipality.feedback import ABOUT, LONGEST, LONGEST_REACH
from backend.municipality.fields import Filled, Shown, shown
from clients.ui.speech import date_said
from clients.ui.statement.cookie_words import cookies_of
from clients.ui.statement.keeping import kept_for
from schema import clock

PAGES = dict(zip(("accessibility", "privacy"), ABOUT, strict=True))
"""A page, and what is written on it is about."""
OUTSIDE = {"digg": "https://www.digg.se/tdosanmalan", "imy": "https://www.imy.se"}
"""Where else somebody may turn: who watches over the law on accessibility, and over personal data."""
_MAIL, _PHONE = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), re.compile(r"\+?[\d\s()-]{5,}")


class Letter(NamedTuple):
    """The form of a page as it stands: what was typed, what was wrong with it, whether it was received."""

    once: str
    text: str = ""
    reach: str = ""
    fault: str = ""
    thanks: bool = False


def page(
    name: str, language: str, filled: Filled, changed_at: datetime | None, letter: Letter | None, *, trial: bool = False
) -> str:  # fmt: skip
    """A statement in a language. `letter` None leaves the form out; `trial`: nothing of it stands yet."""
    g.language = language
    return render_template(
        f"statement/{name}.html",
        own=partial(shown, filled, language=language),
        paragraphs=_paragraphs,
        link=_link,
        changed_on=changed_at and date_said(clock.local_date(changed_at), language),
        day_said=lambda text: date_said(date.fromisoformat(text), language),
        kept=kept_for(language) if name == "privacy" else (),
        cookies=cookies_of(language) if name == "privacy" else (),
        outside=OUTSIDE,
        letter=letter,
        longest=LONGEST,
        longest_reach=LONGEST_REACH,
        trial=trial,
    )


def _paragraphs(one: Shown) -> list[str]:
    return [line for line in map(str.strip, one.text.splitlines()) if line]


def _link(text: str) -> str:
    """The address behind a way to reach somebody: of a letter or a call; "" for any other."""
    if _MAIL.fullmatch(text):
        return f"mailto:{text}"
    return f"tel:{re.sub(r'[^+0-9]', '', text)}" if _PHONE.fullmatch(text) else ""


def letter_said(said: Any) -> str:
    """A text from a form, its line breaks as we keep them."""
    return str(said or "").replace("\r\n", "\n")
