"""How a text travels: encoding and exact segments, at the edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.sms_text import GSM7, GSM7_ESCAPED, Sms, measure, plain

CASES = [
    ("", "GSM-7", 0, 1),
    ("a" * 160, "GSM-7", 160, 1),
    ("a" * 161, "GSM-7", 161, 2),
    ("a" * 306, "GSM-7", 306, 2),
    ("a" * 307, "GSM-7", 307, 3),
    ("åäöÅÄÖéÉüÜñ" * 14, "GSM-7", 154, 1),
    ("€" * 80, "GSM-7", 160, 1),
    ("€" * 81, "GSM-7", 162, 2),
    ("a" * 159 + "^", "GSM-7", 161, 2),
    ("a" * 152 + "^" + "a" * 152, "GSM-7", 306, 3),  # the pair does not fit in the first segment's last place
    ("a" * 151 + "^" + "a" * 153, "GSM-7", 306, 2),
    ("[]{}\\~|", "GSM-7", 14, 1),
    ("ë" * 70, "UCS-2", 70, 1),
    ("ë" * 71, "UCS-2", 71, 2),
    ("ë" * 134, "UCS-2", 134, 2),
    ("ë" * 135, "UCS-2", 135, 3),
    ("ç", "UCS-2", 1, 1),  # only the capital is in the alphabet
    ("Ç", "GSM-7", 1, 1),
    ("🙂" * 35, "UCS-2", 70, 1),
    ("🙂" * 36, "UCS-2", 72, 2),
    ("ë" * 66 + "🙂" + "ë" * 66, "UCS-2", 134, 3),  # a pair of surrogates is not parted either
    ("a–b", "UCS-2", 3, 1),
]


@pytest.mark.parametrize(("text", "encoding", "units", "segments"), CASES)
def test_edges(text: str, encoding: str, units: int, segments: int) -> None:
    assert measure(text) == Sms(encoding, units, segments)


def test_the_alphabet_has_its_127_signs_and_10_escaped() -> None:
    assert (len(GSM7), len(GSM7_ESCAPED), len(GSM7 & GSM7_ESCAPED)) == (127, 10, 0)


def test_typographic_signs_become_plain_ones() -> None:
    assert plain("kl 8–9 … ”Åsa’s”") == 'kl 8-9 ... "Åsa\'s"'
    assert measure(plain("kl 8–9 … ”Åsa’s”")).encoding == "GSM-7"


@given(st.text(st.sampled_from(sorted(GSM7 | GSM7_ESCAPED)), max_size=700))
def test_segments_hold_the_text_and_no_segment_too_many(text: str) -> None:
    told = measure(text)
    if told.units <= 160:
        assert told.segments == 1
    else:
        assert -(-told.units // 153) <= told.segments <= -(-told.units // 152)
