"""A browser as its owner would call it: "Chrome på Android"."""

from __future__ import annotations

from flask_babel import gettext as _

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrom", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
           ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip
"""Marks in the User-Agent header in the order in which they decide, since each browser names its forebears too."""


def browser_in_words(agent: str | None) -> str:
    """What the User-Agent header says, in words; unknown ones are only called a browser."""
    browser = next((name for mark, name in BROWSERS if mark in (agent or "")), None)
    system = next((name for mark, name in SYSTEMS if mark in (agent or "")), None)
    if browser and system:
        return _("%(browser)s på %(system)s", browser=browser, system=system)
    return browser or system or _("En webbläsare")
