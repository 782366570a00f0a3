"""Pure: how a text travels. GSM-7 when every character is in its alphabet, else UCS-2; exact segments (3GPP 23.038)."""

from __future__ import annotations

from dataclasses import dataclass

GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_ESCAPED = frozenset("\f^{}\\[~]|€")
"""Characters that take two places: an escape and a letter, never parted."""
ALIKE = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "”": '"', "“": '"', "…": "...", "\xa0": " ", "\u202f": " "}
)


@dataclass(frozen=True)
class Sms:
    """How a text is sent: its encoding, its length in the encoding's units (septets or 16-bit units), its segments."""

    encoding: str
    units: int
    segments: int


def plain(text: str) -> str:
    """The text with typographic signs that say the same in GSM-7, so that a dash does not double the cost."""
    return text.translate(ALIKE)


def outside(text: str) -> tuple[str, ...]:
    """The letters for which a text must travel as UCS-2, each once, in the order in which they stand."""
    return tuple(dict.fromkeys(sign for sign in text if sign not in GSM7 and sign not in GSM7_ESCAPED))


def measure(text: str) -> Sms:
    """How a text travels. An empty one takes one segment."""
    if not outside(text):
        sizes = [2 if sign in GSM7_ESCAPED else 1 for sign in text]
        return Sms("GSM-7", sum(sizes), _segments(sizes, alone=160, joined=153))
    sizes = [2 if ord(sign) > 0xFFFF else 1 for sign in text]
    return Sms("UCS-2", sum(sizes), _segments(sizes, alone=70, joined=67))


def _segments(sizes: list[int], *, alone: int, joined: int) -> int:
    """Segments needed when no sign of several units is parted. A segment of many has room for less (its header)."""
    if sum(sizes) <= alone:
        return 1
    segments, room = 1, joined
    for size in sizes:
        if size > room:
            segments, room = segments + 1, joined
        room -= size
    return segments
