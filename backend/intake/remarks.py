"""Somebody says something, or is answered, and what follows: the deviation, and the text that tells of an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from backend.access import turn
from backend.access.scope import Scope
from backend.hearing import confirming, remarks, ringing, steps
from backend.hearing.remarks import Saying, Speaker
from backend.hearing.steps import Answered
from backend.intake.events import rederive
from backend.telling import told_back


def say(speaker: Speaker, saying: Saying) -> None:
    """Keep what is said; of a visit it is a deviation at once. Raises NotSaid. The caller owns the transaction."""
    turn.take()
    rederive(remarks.say(speaker, saying))


def confirm(speaker: Speaker, visit_id: int, *, came: bool, once: str = "", text: str = "") -> None:
    """Keep whether somebody came, by her own word. Raises NotSaid. The caller owns the transaction."""
    turn.take()
    rederive(confirming.confirm(speaker, visit_id, came=came, once=once, text=text))


def answer(scope: Scope, remark_ids: Collection[int], text: str, municipality: str, *, first: bool = False) -> set[int]:
    """Answer remarks inside the scope, and tell those who said them by a text where one may go; whose they are.

    As `backend.hearing.steps.answer`. The caller owns the transaction.
    """
    turn.take()
    return _told(steps.answer(scope, remark_ids, text, first=first), municipality)


def take(scope: Scope, remark_id: int, step: str) -> int | None:
    """Take the step rung, put_away or put_back. As `backend.hearing.steps.take`. The caller owns the transaction."""
    turn.take()
    return steps.take(scope, remark_id, step)


def answer_gaps(scope: Scope, gap_ids: Collection[int], text: str, municipality: str) -> set[int]:
    """The same, to her on whose own word some gaps rest."""
    return answer(scope, steps.of_gaps(scope, gap_ids), text, municipality)


def _told(answered: Iterable[Answered], municipality: str) -> set[int]:
    whose = set()
    for one in answered:
        if one.told:
            told_back.tell(ringing.key_of(one.step_id), one.recipient_id, one.relative_id, one.unit_id, municipality)
        whose.add(one.recipient_id)
    return whose
