"""Answers that could not be told by a text: those whom somebody is to ring, until she is rung."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from backend.access.scope import Scope
from backend.hearing.lists import Said, of_ids
from schema import clock
from schema.db import db
from schema.tables import Message, MessageLedger, Recipient, Remark, RemarkStep

LASTS = timedelta(days=14)
"""For how long an answer is worth a call."""
NOT_TOLD = ("undelivered", "failed", "expired", "suppressed")
"""How a text ended that told nobody."""


def key_of(step_id: int) -> str:
    """What the text is known by that tells of an answer: it is written once."""
    return f"answer:remark:{step_id}"


def to_ring(scope: Scope) -> list[Said]:
    """What was answered lately to somebody whom no text is telling so, and who was not rung since; oldest first.

    A relative whose consent does not hold, or whose number is another's, is nobody to ring. The old person herself is
    told by whoever comes next, where she has no telephone.
    """
    later = aliased(RemarkStep)
    query = (
        select(RemarkStep.id, RemarkStep.remark_id)
        .join(Remark, Remark.id == RemarkStep.remark_id)
        .join(Recipient, Recipient.id == Remark.recipient_id)
        .where(RemarkStep.step == "answered", RemarkStep.at > clock.now() - LASTS)
        .where(~exists().where(later.remark_id == RemarkStep.remark_id, later.id > RemarkStep.id))
        .where(scope.answers_for(Remark.unit_id), scope.visible())
    )
    steps = {step_id: remark_id for step_id, remark_id in db.session.execute(query)}
    told = _told(steps)
    found = of_ids(scope, {remark_id for step_id, remark_id in steps.items() if step_id not in told})
    return [one for one in found if one.relative is None or one.phones]


def _told(step_ids: Collection[int]) -> set[int]:
    """The steps that a text tells of, or is on its way to: one text tells of all that was answered to her at once."""
    alike = _answered_at_once(step_ids)
    keys = {key_of(step_id): whose for step_id, whose in alike.items()}
    query = (
        select(MessageLedger.dedupe_key)
        .join(Message, Message.id == MessageLedger.message_id)
        .where(MessageLedger.dedupe_key.in_(sorted(keys)), Message.state.not_in(NOT_TOLD))
    )
    told = {keys[key] for key in db.session.scalars(query)}
    return {step_id for step_id in step_ids if alike[step_id] in told}


def _answered_at_once(step_ids: Collection[int]) -> dict[int, tuple[Any, ...]]:
    """Step → to whom, and what was answered when; of some steps and of all that were written with them."""
    one, other = aliased(RemarkStep), aliased(RemarkStep)
    query = (
        select(other.id, Remark.recipient_id, Remark.relative_id, other.at, other.user_id)
        .join(one, (one.at == other.at) & (one.user_id == other.user_id))
        .join(Remark, Remark.id == other.remark_id)
        .where(one.id.in_(sorted(step_ids)))
    )
    return {row.id: tuple(row[1:]) for row in db.session.execute(query)}
