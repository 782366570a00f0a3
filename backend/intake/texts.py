"""A text comes in, and what follows: a NEJ to whether somebody came is something said of the visit."""

from __future__ import annotations

from backend.access import turn
from backend.hearing import remarks
from backend.hearing.remarks import NotSaid, Saying, Speaker
from backend.intake.events import rederive
from backend.telling import answers, replies
from backend.telling.answers import Asked, Inbound
from schema.wire.remarks import BY_TEXT


def receive(text: Inbound, municipality: str) -> str:
    """Keep a text and do what it says; the words to answer with. The caller owns the transaction."""
    if replies.meaning(text.body) is replies.Answer.NO:
        turn.take()
    return answers.receive(text, municipality, _nobody_came)


def _nobody_came(asked: Asked) -> bool:
    """Whether it is a deviation of its visit now; else the unit is asked to look."""
    if asked.visit_id is None:
        return False
    speaker = Speaker(asked.recipient_id, BY_TEXT)
    try:
        rederive(remarks.say(speaker, Saying("not_come", f"text:{asked.message_id}", asked.visit_id)))
    except NotSaid:
        return False
    return True
