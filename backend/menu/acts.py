"""What the keys do: each act as she herself by telephone, with its row in the trail. Pressed twice it is one.

An act gives the lines that tell what happens next. No function commits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend.access import limit, trail
from backend.hearing import heard
from backend.hearing.heard import Heard
from backend.hearing.remarks import NotSaid, Saying, Speaker
from backend.intake import remarks
from backend.menu import days, month, visits
from backend.menu.keys import At
from backend.menu.own import OWN, NotNow
from backend.menu.talk import Talk
from backend.requests import asking
from backend.requests.asking import Wish
from backend.survey import answering
from schema import clock
from schema.wire.remarks import BY_CALL, CALL_BACK

ANSWERS = 3
OTHER_TIME = "Vill ha en annan tid för besöket."
"""What the unit reads that is to call her back; staff read Swedish."""
Act = Callable[[Talk, At, str], list[str]]


def do(talk: Talk, act: str, at: At, key: str) -> list[str]:
    """Do what a key stands for; where it cannot be done now, it says so and changes nothing."""
    try:
        return ACTS[act](talk, at, key)
    except (NotNow, NotSaid, limit.TooMany):
        return [talk.say("not_now")]


def _day(talk: Talk, _at: At, _key: str) -> list[str]:
    return days.today(talk)


def _of_visit(kind: str, thanks: str) -> Act:
    def act(talk: Talk, at: At, _key: str) -> list[str]:
        visit_id = _visit(talk, at)
        _count(talk)
        who, once = _speaker(talk), f"{talk.caller.call}:{visit_id}:{kind}"
        if kind in ("came", "not_come"):
            remarks.confirm(who, visit_id, came=kind == "came", once=once)
        else:
            remarks.say(who, Saying(kind, once, visit_id))
        return _told(talk, kind, thanks)

    return act


def _call_back(talk: Talk, at: At, _key: str) -> list[str]:
    """She wants to be rung: about a visit where one was just heard."""
    visit_id = _visit(talk, at) if at.mark else None
    _count(talk)
    text = OTHER_TIME if at.level in ("change", "late", "waits") else ""
    once = f"{talk.caller.call}:{visit_id or ''}:{'time' if text else CALL_BACK}"
    remarks.say(_speaker(talk), Saying(CALL_BACK, once, visit_id, text))
    return _told(talk, CALL_BACK, "call_back")


def _told(talk: Talk, kind: str, thanks: str) -> list[str]:
    trail.note(talk.scope, "change", recipient_id=talk.recipient_id, reason=f"said:{kind}")
    return [talk.say(thanks)]


def _decline(talk: Talk, at: At, _key: str) -> list[str]:
    visit_id = _visit(talk, at)
    limit.attempt("visit_asked", talk.recipient_id)
    wish = Wish(f"{talk.caller.call}:{visit_id}", "decline")
    if not asking.ask(talk.scope, talk.recipient_id, visit_id, wish):
        raise NotNow
    trail.note(talk.scope, "change", recipient_id=talk.recipient_id, reason="visit_asked")
    return [talk.say("declined")]


def _withdraw(talk: Talk, at: At, _key: str) -> list[str]:
    if not asking.withdraw(talk.scope, talk.recipient_id, _visit(talk, at)):
        raise NotNow
    trail.note(talk.scope, "change", recipient_id=talk.recipient_id, reason="request_withdrawn")
    return [talk.say("withdrawn")]


def _rate(talk: Talk, at: At, key: str) -> list[str]:
    known = [*visits.asked_about(talk.caller), *visits.past(talk.caller)]
    visit_id = next((one for one in known if visits.mark_of(talk.caller, one) == at.mark), None)
    if visit_id is None:
        raise NotNow
    if answering.answer(talk.recipient_id, visit_id, int(key)):
        trail.note(talk.scope, "change", recipient_id=talk.recipient_id, reason="survey_answered")
    elif not answering.is_closed(talk.recipient_id, visit_id):
        raise NotNow
    return [talk.say("rated")]


def _answers(talk: Talk, _at: At, _key: str) -> list[str]:
    trail.note(talk.scope, "read", recipient_id=talk.recipient_id)
    answered = [one for one in heard.by_speaker(_speaker(talk)) if one.answers][:ANSWERS]
    return [line for one in answered for line in _answer(talk, one)] or [talk.say("no_answers")]


def _answer(talk: Talk, one: Heard) -> list[str]:
    day = talk.words.day(one.date, clock.today())
    last = one.answers[-1].text or ""
    return [talk.say(f"said_{one.kind}"), talk.say("about_day", day=day), talk.say("answered"), *last.splitlines()]


def _speaker(talk: Talk) -> Speaker:
    return Speaker(talk.recipient_id, BY_CALL)


def _count(talk: Talk) -> None:
    limit.attempt("said_device", BY_CALL, talk.recipient_id)


def _visit(talk: Talk, at: At) -> int:
    found = visits.marked(talk.caller, at.level, at.mark)
    if found is None:
        raise NotNow
    return found


ACTS: Mapping[str, Act] = {
    "day": _day, "answers": _answers, "came": _of_visit("came", "came"), "not_come": _of_visit("not_come", "said"),
    "wrong_person": _of_visit("wrong_person", "said"), "too_short": _of_visit("too_short", "said"),
    "other": _call_back, "call_back": _call_back, "other_time": _call_back, "decline": _decline, "rate": _rate,
    "withdraw": _withdraw, "month": month.told, **OWN,
}  # fmt: skip
