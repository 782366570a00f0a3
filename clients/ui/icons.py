"""The icons, drawn for this service: 24 × 24, one stroke. Always beside a word, never instead of it."""

from __future__ import annotations

from markupsafe import Markup

SHAPES = {
    "meal": "M7 3v7a2.5 2.5 0 0 1-5 0V3M4.5 12.5V21M4.5 3v5M19 3c-3 1-4.5 4-4.5 8.5H19V21M19 3v9",
    "personal_care": "M4 12h16M6 12V6a3 3 0 0 1 6 0M9 6h6M4 12c0 4.5 2.5 7 6 7h4c3.5 0 6-2.5 6-7M8 19l-1 2M16 19l1 2",
    "nursing": "M12 4v16M4 12h16",
    "supervision": "M2 12c3-5 6.5-7 10-7s7 2 10 7c-3 5-6.5 7-10 7s-7-2-10-7M12 9a3 3 0 1 0 .01 0",
    "household": "M3 11 12 4l9 7M5.5 9.5V20h13V9.5M10 20v-6h4v6",
    "social": "M8 5a3 3 0 1 0 .01 0M17 7a2 2 0 1 0 .01 0M3 20c0-4 2-7 5-7s5 3 5 7M16 14c3-1 5 2 5 6",
    "alarm": "M6 17V11a6 6 0 0 1 12 0v6M4 17h16M10 20h4M12 2v2",
    "night": "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5",
    "visit": "M12 4a4 4 0 1 0 .01 0M4 21c0-5 3-8 8-8s8 3 8 8",
    "phone": "M6 3h3l2 5-2.5 2a12 12 0 0 0 5.5 5.5L16 13l5 2v3c0 2-1 3-3 3C10 21 3 14 3 6c0-2 1-3 3-3",
    "clock": "M12 3a9 9 0 1 0 .01 0M12 7v5l3.5 2",
    "star": "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1.1 5.9-5.3-2.9-5.3 2.9 1.1-5.9L3.5 9.7l5.9-.8z",
    "sound": "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
    "face_good": "M12 2a10 10 0 1 0 .01 0M8.5 9v.5M15.5 9v.5M7.5 14c2.5 3.5 6.5 3.5 9 0",
    "face_neither": "M12 2a10 10 0 1 0 .01 0M8.5 9v.5M15.5 9v.5M8 15.5h8",
    "face_bad": "M12 2a10 10 0 1 0 .01 0M8.5 9v.5M15.5 9v.5M7.5 17c2.5-3.5 6.5-3.5 9 0",
    "done": "M4 12.5 9.5 18 20 6.5",
}  # fmt: skip


def icon(name: str) -> Markup:
    """The inline drawing of `name`, hidden from screen readers; a visit's where there is no such icon."""
    shape = SHAPES.get(name, SHAPES["visit"])
    return Markup(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>'
    ).format(shape)
