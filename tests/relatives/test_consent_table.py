"""Consent as a table: every combination, and what the page, the feed, the notice and the API show of it.

One oracle says what a relative is to learn; each of the four is asked once for all, and held against it case by case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest
import time_machine
from icalendar import Calendar

from backend.access import api_keys
from backend.cards.feed import A_VIEW
from backend.devices.devices import hash_of
from backend.telling.composed import Page
from clients.ui import cookies
from schema.db import db
from schema.keyring import new_token, ring
from tests.card.conftest import words
from tests.card.world import at
from tests.people import Client
from tests.relatives.cases import Town, announcements, every, oracle

WHAT = {"ordinary": "lunch", "mixed": "lunch", "neutral": "Hemhjälp"}
"""What a service is called to a relative at the highest level; in a notice by its public label."""
SECRETS = ("insulin", "Insulinspruta", "dusch", "trosor", "Efternamn", "Vårdbiträde insulin")
FEED = "f" * 40


@pytest.fixture(params=[("sqlite", 1), ("postgresql", 23)], ids=["every", "postgresql"])
def town(request, make_app) -> Town:
    """A relative for each case: every one on SQLite; on the other each twenty-third, and all who see something."""
    kind, step = request.param
    app = make_app(kind)
    with time_machine.travel(at(8, 31), tick=False):
        cases = [case for place, case in enumerate(every()) if place % step == 0 or oracle(case).level]
        made = Town(cases)
        made.app, made.token = app, new_token()
        made.sign_in(hash_of(made.token), "browser")
        made.sign_in(hash_of(FEED), "feed")
        db.session.commit()
        yield made


def test_what_each_case_shows(town: Town) -> None:
    wrong = [
        f"{name}: {case} shows {got!r}, not {wanted!r}"
        for name, ask in ASKED.items()
        for told in [ask(town)]
        for id_, case in town.cases.items()
        if (got := told.get(id_, "")) != (wanted := EXPECTED[name](case))
    ]
    assert not wrong, f"{len(wrong)} wrong, the first: " + "\n".join(wrong[:12])


def on_page(town: Town) -> Mapping[int, str]:
    """What `/anhorig` says of each whom it names."""
    client = Client(town.app)
    client.set_cookie(cookies.KIN, town.token, path="/anhorig")
    answer = client.get("/anhorig")
    assert answer.status_code == 200
    assert not [one for one in SECRETS if one in answer.text]
    parts = re.split(r"Person (\d+) ", words(answer))[1:]
    return {int(id_): _reduced(text) for id_, text in zip(parts[::2], parts[1::2], strict=True)}


def _reduced(text: str) -> str:
    window = "14-15 " if "Mellan klockan 14 och 15" in text else ""
    said = [one for one in ("Sara", "lunch", "Lunchdags", "Hemhjälp") if one in text]
    return window + " ".join(said) + (" hidden" if "Alla besök visas inte här" in text else " shown")


def page_of(case) -> str:
    shows = oracle(case)
    if shows.level is None:
        return ""
    said = ["Sara"] if shows.level != "times" else []
    said += [WHAT[case.service]] if shows.visit and shows.level == "services" else []
    return f"14-15 {' '.join(said)} shown" if shows.visit else " hidden"


def in_feed(town: Town) -> Mapping[int, str]:
    """What the feed's events say, by whose they are."""
    answer = Client(town.app).get(f"/cal/{FEED}.ics")
    assert answer.status_code == 200
    assert not [one for one in SECRETS if one in answer.text]
    of = {ring().look_up("feed_visit", f"k{id_}/{id_}")[:40]: id_ for id_ in town.cases}
    found = {}
    for event in Calendar.from_ical(answer.data).events:
        assert event.start == at(14)
        assert (event["STATUS"], event["SEQUENCE"] % A_VIEW) == ("CONFIRMED", 1)
        found[of[str(event["UID"]).removesuffix("@vemkommer")]] = str(event["SUMMARY"]).removeprefix("P: ")
    return found


def feed_of(case) -> str:
    shows = oracle(case)
    if not shows.visit:
        return ""
    if shows.level == "times":
        return "Hemtjänsten kommer"
    return "Hemtjänst: Sara" + (f", {WHAT[case.service]}" if shows.level == "services" else "")


def in_notices(town: Town) -> Mapping[int, str]:
    """What would be written to each relative of the change of the visit's time."""
    found = {}
    for one in Page("Provkommun").compose(announcements()):
        assert one.draft.relative_id is not None
        said = re.search(r"kl 14-15 i stället för kl 12-13(.*)\n", one.draft.body)
        assert said, one.draft.body
        found[one.draft.relative_id] = f"{one.draft.level}:{said[1].strip()}"
    return found


def notice_of(case) -> str:
    shows = oracle(case)
    if not shows.visit:
        return ""
    label = {"lunch": "Lunchdags"}.get(WHAT[case.service], WHAT[case.service])
    return f"{shows.level}:" + {"times": "", "names": "Sara", "services": f"Sara, {label}"}[shows.level or ""]


def by_api(town: Town) -> Mapping[int, str]:
    """What another system reads of each recipient's visit."""
    key, found = api_keys.create("planering", ("visits:read",), "plan"), {}
    db.session.commit()
    client, path = Client(town.app), "/api/v1/visits?date=2026-11-24&limit=500"
    while path:
        answer = client.get(path, headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 200, answer.text
        assert "Anhörig" not in answer.text
        for item in answer.json["items"]:
            found[int(item["recipient_id"][1:])] = f"{item['status']} {item['workers']} {item['services']}"
        path = (answer.json["next"] or "").removeprefix("http://localhost")
    return found


def api_of(case) -> str:
    """The same whatever relatives may see; nobody who is protected."""
    services = {"ordinary": "['lunch']", "neutral": "['tvatt']", "never": "['dusch']", "nursing": "['insulin']",
                "mixed": "['lunch', 'insulin']"}  # fmt: skip
    return "" if case.protected else f"planned ['Sara'] {services[case.service]}"


ASKED: dict[str, Callable[[Town], Mapping[int, str]]] = {
    "page": on_page, "feed": in_feed, "notice": in_notices, "API": by_api,
}  # fmt: skip
EXPECTED = {"page": page_of, "feed": feed_of, "notice": notice_of, "API": api_of}
