"""Each page at each width, in each light, on paper: what is looked for, and in which combinations.

`make test` meets every width and every manner of each page once (four looks, another pairing for the next page);
`make test ARGS="--every-look tests/looks"` meets all sixteen. `--pictures DIR` keeps what was seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browsing import PALE, axe_finds, small_targets

WIDTHS = (320, 390, 768, 1280)
MANNERS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "contrast": "no-preference", "forced_colors": "none", "media": "screen"},
    "dark": {"color_scheme": "dark", "contrast": "no-preference", "forced_colors": "none", "media": "screen"},
    "contrast": {"color_scheme": "light", "contrast": "more", "forced_colors": "none", "media": "screen"},
    "print": {"color_scheme": "dark", "contrast": "no-preference", "forced_colors": "none", "media": "print"},
}
ALL = tuple((width, manner) for width in WIDTHS for manner in MANNERS)
FORCED = {**MANNERS["light"], "forced_colors": "active"}
"""The reader's own few colours (Windows' high contrast): axe judges all but the colours, which are not ours then."""
SPACED = """document.querySelectorAll("body, body *").forEach(one => {
for (const [name, value] of [["line-height", "1.5"], ["letter-spacing", "0.12em"], ["word-spacing", "0.16em"]])
one.style.setProperty(name, value, "important"); });
document.querySelectorAll("p").forEach(one => one.style.setProperty("margin-bottom", "2em", "important"));"""
"""WCAG 2.2, 1.4.12: what a reader may set for herself."""
CLIPPED = """() => [...document.querySelectorAll("main *")]
.filter(one => one.checkVisibility() && !one.closest(".unseen, .skip"))
.filter(one => one.children.length === 0 && one.textContent.trim())
.filter(one => ["hidden", "clip"].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1)
.map(one => one.outerHTML)"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSED = """() => { const one = document.activeElement;
if (!one || one === document.body) return null;
const again = one === window.lastMet; window.lastMet = one; /* a time is several stops */
if (one.dataset.met && !again) return null;
one.dataset.met = "1"; const style = getComputedStyle(one);
return { what: one.outerHTML.slice(0, 120),
seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 }; }"""
UNMET = """() => [...document.querySelectorAll(
"a[href], button, input:not([type=hidden]), select, textarea, summary")]
.filter(one => one.checkVisibility() && !one.disabled && !one.dataset.met)
.filter(one => !(one.type === "radio" && document.querySelector(`input[name="${one.name}"][data-met]`)))
.map(one => one.outerHTML.slice(0, 120))"""
MOST_STOPS = 250


@dataclass(frozen=True)
class Looked:
    """How the pages are looked at: in all combinations or some, and where pictures go."""

    every: bool
    pictures: Path | None

    def combinations(self, place: int) -> tuple[tuple[int, str], ...]:
        """The combinations of the page at a place in its list."""
        names = list(MANNERS)
        some = tuple((width, names[(step + place) % len(names)]) for step, width in enumerate(WIDTHS))
        return ALL if self.every else some

    def page(self, page: Page, name: str, place: int) -> list[str]:
        """What is wrong with an open page, in words."""
        wrong = []
        for width, manner in self.combinations(place):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(**MANNERS[manner])
            wrong += [f"{name} at {width} px, {manner}: {fault}" for fault in faults(page, manner)]
            if self.pictures:
                page.screenshot(path=str(self.pictures / f"{name}-{width}-{manner}.png"), full_page=True)
        page.emulate_media(**FORCED)
        wrong += [f"{name} in forced colours: {fault}" for fault in axe_finds(page, strict_contrast=False)]
        page.emulate_media(**MANNERS["light"])
        page.set_viewport_size({"width": 320, "height": 844})  # 1280 px at 400 %
        return wrong + [f"{name}: {fault}" for fault in [*by_keyboard(page), *spaced(page)]]


def faults(page: Page, manner: str) -> list[str]:
    """What axe finds at WCAG 2.2 AA and contrast 7:1, what scrolls sideways, what is too small to hit or too pale."""
    found = axe_finds(page, strict_contrast=True)
    if page.evaluate(WIDE) > 0 and manner != "print":
        found.append(f"{page.evaluate(WIDE)} px wider than the screen")
    if manner == "print":
        found += [f"light words on white paper: {one}" for one in page.evaluate(PALE)]
        shown = page.locator("nav, button").locator("visible=true").count()
        return [*found, *([f"{shown} buttons or ways on paper"] if shown else [])]
    return found + [f"lower than 44 px: {one[:120]}" for one in small_targets(page)]


def by_keyboard(page: Page) -> list[str]:
    """Each thing that can be pressed is reached by the tabulator, and seen when it is."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    wrong = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        told = page.evaluate(FOCUSED)
        if told is None:
            break
        if not told["seen"]:
            wrong.append(f"reached by keyboard and not seen: {told['what']}")
    return wrong + [f"not reached by keyboard: {one}" for one in page.evaluate(UNMET)]


def spaced(page: Page) -> list[str]:
    """With the reader's own spacing of text nothing is cut off or lies beyond the edge."""
    page.evaluate(SPACED)
    wide = page.evaluate(WIDE)
    return [f"with text spacing cut off: {one[:120]}" for one in page.evaluate(CLIPPED)] + (
        [f"with text spacing {wide} px too wide"] if wide > 0 else []
    )
