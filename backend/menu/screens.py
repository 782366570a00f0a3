"""What is said at each level before its choices, and at which variant of it the call then stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend.access import trail
from backend.devices import listing
from backend.herself import by
from backend.herself.offer import NONE, OFF
from backend.herself.standing import value_of
from backend.menu import days, visits
from backend.menu.keys import At, Go, Place
from backend.menu.own import DETAIL
from backend.menu.talk import Said, Talk
from backend.requests import agreement, asking, standing
from backend.survey import due
from notifications.spoken import spelled
from schema import clock

STATES = {
    standing.OPEN: "asked_open", standing.REFUSED: "asked_refused", standing.REVERTED: "asked_reverted",
    standing.LAPSED: "asked_lapsed", agreement.AGREES: "asked_granted", agreement.WAITS: "asked_granted",
    agreement.CONTRADICTS: "asked_granted", standing.MOVED: "asked_reverted", standing.CALLED_OFF: "asked_granted",
}  # fmt: skip
"""How a request stands → what is said of it."""
SWITCHES = {"quiet": ("quiet", NONE), "asked": ("survey", OFF)}
"""Level → the choice that it is about, and its value when it is off."""


VARIANTS = {"last_day": "days", "late": "change", "waits": "change"}
"""Level → the one that it is a variant of."""


def show(talk: Talk, go: Go, mark: str) -> Said:
    """What is said where a key leads, seen from the mark of where it was pressed."""
    screen = SCREENS.get(go.to)
    return screen(talk, go.place, mark) if screen else Said(At(go.to))


def here(talk: Talk, at: At) -> Said:
    """What was said where a call stands, once more."""
    shown = show(talk, Go(VARIANTS.get(at.level, at.level), Place.SAME), at.mark)
    return shown._replace(at=at)


def _days(talk: Talk, place: Place, mark: str) -> Said:
    here = int(mark) if mark.isdigit() and 1 <= int(mark) <= days.AHEAD else 1
    number = 1 if place is Place.FIRST else min(here + (place is Place.NEXT), days.AHEAD)
    level = "days" if number < days.AHEAD else "last_day"
    return Said(At(level, str(number)), tuple(days.later(talk, number)))


def _say(talk: Talk, place: Place, mark: str) -> Said:
    visit_id = visits.led_to(talk.caller, "say", mark, place)
    if visit_id is None:
        return Said(At(), (talk.say("no_past" if place is Place.FIRST else "no_more"),))
    trail.note(talk.scope, "read", recipient_id=talk.recipient_id)
    visit = visits.row(talk.caller, visit_id)
    name = "visit_today" if visit.date == clock.today() else "visit_yesterday"
    line = talk.say(name, window=talk.window(visit.window_start_at, visit.window_end_at))
    return Said(At("say", visits.mark_of(talk.caller, visit_id)), (line,))


def _change(talk: Talk, place: Place, mark: str) -> Said:
    visit_id = visits.led_to(talk.caller, "change", mark, place)
    choice = asking.choice(talk.scope, talk.recipient_id, visit_id) if visit_id is not None else None
    if choice is None:
        return Said(At(), (talk.say("no_coming" if place is Place.FIRST else "no_more"),))
    trail.note(talk.scope, "read", recipient_id=talk.recipient_id)
    stands = STATES.get(choice.asked.state) if choice.asked else None
    lines = [_visit(talk, "visit_then", choice), *([talk.say(stands)] if stands else [])]
    if not choice.may_ask and not choice.held:
        lines.append(talk.say("too_late"))
    open_still = choice.asked is not None and choice.asked.state == standing.OPEN
    level = "change" if choice.may_ask else "waits" if open_still else "late"
    return Said(At(level, visits.mark_of(talk.caller, choice.visit_id)), tuple(lines))


def _sure(talk: Talk, place: Place, mark: str) -> Said:
    visit_id = visits.marked(talk.caller, "sure", mark)
    choice = asking.choice(talk.scope, talk.recipient_id, visit_id) if visit_id is not None else None
    if choice is None or not choice.may_ask:
        return _change(talk, Place.SAME, mark)
    return Said(At("sure", mark), (_visit(talk, "confirm", choice),))


def _visit(talk: Talk, name: str, choice: asking.Choice) -> str:
    begins = choice.window_start_at
    return talk.say(name, day=talk.day(begins), window=talk.window(begins, choice.window_end_at))


def _more(talk: Talk, _place: Place, _mark: str) -> Said:
    return Said(At("more_asked" if due.question(talk.recipient_id) else "more"))


def _survey(talk: Talk, _place: Place, _mark: str) -> Said:
    question = due.question(talk.recipient_id)
    if question is None:
        return Said(At("more"), (talk.say("no_question"),))
    window = talk.window(question.window_start_at, question.window_end_at)
    return Said(At("survey", visits.mark_of(talk.caller, question.visit_id)), (talk.say("ask_survey", window=window),))


def _who(talk: Talk, _place: Place, _mark: str) -> Said:
    trail.note(talk.scope, "read", recipient_id=talk.recipient_id)
    own, kin = listing.paired_with(talk.recipient_id), listing.relatives_of(talk.recipient_id)
    lines = (_counted(talk, "device", "devices", len(own)), _counted(talk, "relative", "relatives", len(kin)))
    return Said(At("who"), lines) if own or kin else Said(_more(talk, Place.NONE, "").at, lines)


def _counted(talk: Talk, one: str, several: str, number: int) -> str:
    if number < 2:
        return talk.say(f"{('no', 'one')[number]}_{one}")
    return talk.say(several, number=spelled(number, talk.words) if number < 60 else number)


def _who_sure(talk: Talk, _place: Place, _mark: str) -> Said:
    return Said(At("who_sure"), (talk.say("end_all"),))


def _level(name: str) -> Callable[[Talk, Place, str], Said]:
    """How much texts or the card say now, before what may be chosen."""

    def screen(talk: Talk, _place: Place, _mark: str) -> Said:
        trail.note(talk.scope, "read", recipient_id=talk.recipient_id)
        value = value_of(by.in_a_call(talk.caller), f"{DETAIL[name]}_detail", talk.offer)
        return Said(At(name), (talk.say(f"now_{name}_{value}"),))

    return screen


def _switch(name: str, on: str, off: str) -> Callable[[Talk, Place, str], Said]:
    what, value = SWITCHES[name]

    def screen(talk: Talk, _place: Place, _mark: str) -> Said:
        trail.note(talk.scope, "read", recipient_id=talk.recipient_id)
        is_on = value_of(by.in_a_call(talk.caller), what, talk.offer) != value
        return Said(At(f"{name}_{'off' if is_on else 'on'}"), (talk.say(on if is_on else off),))

    return screen


SCREENS: Mapping[str, Callable[[Talk, Place, str], Said]] = {
    "days": _days, "say": _say, "change": _change, "sure": _sure, "more": _more, "survey": _survey, "who": _who,
    "who_sure": _who_sure, "texts": _level("texts"), "card": _level("card"),
    "quiet": _switch("quiet", "now_quiet", "now_no_quiet"), "asked": _switch("asked", "now_asked", "now_not_asked"),
}  # fmt: skip
"""Level → what is said there. What is not here says its choices alone."""
