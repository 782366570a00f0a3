"""Notices in words: what changed, how late, who came; and what is nothing to this reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from notifications import wording
from notifications.compose import ServiceFact, WindowFact
from notifications.policy import Level
from notifications.sms_text import measure
from notifications.texts import LANGUAGES, catalogue
from notifications.wording import Changed, Reader
from schema import clock
from tests.notices.town import DAY, at

SV = catalogue("sv")
HELP, INSULIN = ServiceFact("Hjälp hemma", "personal_care"), ServiceFact("Hjälp hemma", "nursing", "never")


def window(begins: datetime, ends: datetime, *workers: str, services: tuple[ServiceFact, ...] = (HELP,)) -> WindowFact:
    return WindowFact(clock.local(begins), clock.local(ends), workers or ("Leila",), services)


EIGHT, TEN = window(at(8), at(9)), window(at(10), at(11))
TIMES = Reader("Prov", Level.TIMES, None)
SERVICES = replace(TIMES, level=Level.SERVICES)
HEAD = "Prov: Ändrat i dag tisdag 24 november:\n"


@pytest.mark.parametrize(
    ("changed", "reader", "expected"),
    [
        (Changed(EIGHT, TEN), TIMES, "kl 10-11 i stället för kl 8-9"),
        (Changed(EIGHT, TEN), SERVICES, "kl 10-11 i stället för kl 8-9 Leila, Hjälp hemma"),
        (Changed(EIGHT, None), TIMES, "kl 8-9: ingen kommer"),
        (Changed(None, TEN), TIMES, "kl 10-11: ett nytt besök"),
        (Changed(EIGHT, replace(EIGHT, workers=("Jonas",))), replace(TIMES, level=Level.NAMES), "kl 8-9 Jonas"),
        (Changed(EIGHT, replace(EIGHT, workers=("Jonas",))), TIMES, None),
        (Changed(EIGHT, EIGHT), SERVICES, None),
    ],
)
def test_a_change(changed, reader, expected) -> None:
    said = wording.change([changed], DAY, reader, SV)
    assert said == (expected and HEAD + expected)


def test_several_changes_stand_by_day_and_time_each_once() -> None:
    tomorrow = window(at(8) + timedelta(days=1), at(9) + timedelta(days=1))
    said = wording.change(
        [Changed(tomorrow, None), Changed(TEN, None), Changed(EIGHT, None), Changed(EIGHT, None)], DAY,
        replace(TIMES, phone="018-1"), SV,
    )  # fmt: skip
    assert said == (
        HEAD + "kl 8-9: ingen kommer\nkl 10-11: ingen kommer\nÄndrat i morgon onsdag 25 november:\n"
        "kl 8-9: ingen kommer\nFrågor? Ring 018-1"
    )


def test_a_relative_hears_nothing_of_nursing() -> None:
    nursing = replace(EIGHT, services=(INSULIN,))
    relative = replace(SERVICES, relative_reads=True)
    assert wording.change([Changed(nursing, None)], DAY, relative, SV) is None
    assert wording.change([Changed(None, nursing)], DAY, relative, SV) is None
    assert wording.delay(nursing, at(10), relative, SV) is None
    assert wording.came("arrived", nursing, at(8), relative, SV) is None
    assert wording.not_come(nursing, "missed", relative, SV) is None
    mixed = replace(TEN, services=(INSULIN, HELP))
    assert "Hjälp hemma" in (wording.change([Changed(EIGHT, mixed)], DAY, relative, SV) or "")


def test_who_came_only_where_names_may_be_said() -> None:
    at_eight = clock.local(at(8, 5))
    assert wording.came("arrived", EIGHT, at_eight, TIMES, SV) == "Prov: Besöket började kl 8.05."
    assert wording.came("done", EIGHT, at_eight, SERVICES, SV) == "Prov: Besöket är klart kl 8.05. Det var Leila."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_gsm7_in_every_language(language) -> None:
    words, reader = catalogue(language), replace(SERVICES, phone="018-123 45 67")
    texts = [
        wording.change([Changed(EIGHT, TEN), Changed(None, TEN), Changed(EIGHT, None)], DAY, reader, words),
        wording.delay(EIGHT, clock.local(at(10)), reader, words), wording.welcome(reader, words),
        *(wording.came(part, EIGHT, clock.local(at(8)), reader, words) for part in ("arrived", "done", "unplanned")),
        *(wording.not_come(EIGHT, part, reader, words) for part in ("not_come", "missed")),
    ]  # fmt: skip
    for text in texts:
        assert text and measure(text).encoding == "GSM-7", text
        assert measure(text).segments <= 2, text
    assert "{" not in "".join(filter(None, texts))
