"""What becomes of a remark: answered, rung, put away or put back, by somebody of the staff. No function commits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from backend.access.scope import Scope
from backend.hearing.heard import UNSIGNED, steps_of
from backend.hearing.lists import LAST
from backend.hearing.remarks import NotSaid, words
from schema import clock
from schema.db import db
from schema.tables import Gap, Recipient, Remark, RemarkStep
from schema.wire.gaps import SAID
from schema.wire.remarks import LONGEST

MOVES = {
    "": ("answered", "rung", "put_away"), "put_back": ("answered", "rung", "put_away"),
    "answered": ("answered", "rung"), "rung": ("answered", "rung"), "put_away": ("put_back", "answered", "rung"),
}  # fmt: skip
"""Last step → what may follow. An answer can be followed by another."""
OPEN = (None, "put_back")
"""The last step of what waits."""
AGAIN = timedelta(minutes=1)
"""The same answer within this is one press more of the same button."""


class AlreadyDone(Exception):
    """A colleague was first: it is answered, rung or put away."""


@dataclass(frozen=True)
class Answered:
    """An answer that was written: to whom it is to be told."""

    step_id: int
    recipient_id: int
    relative_id: int | None
    unit_id: int
    told: bool
    """Whether whoever said it is known, and can be told by a text."""


def answer(scope: Scope, remark_ids: Collection[int], text: str, *, first: bool = False) -> list[Answered]:
    """Answer remarks of the scope by the same words; empty where there are none. Raises NotSaid(no_words, too_long).

    Who said the same of a visit more than once is told once, and the same answer pressed twice is one. `first`: raises
    AlreadyDone where one is dealt with.
    """
    said = words(text)
    if not said:
        raise NotSaid("no_words")
    if len(said) > LONGEST:
        raise NotSaid("too_long")
    rows = _mine(scope, remark_ids)
    twice = _pressed_twice(rows, said)
    if first and any(row.last not in OPEN and row.Remark.id not in twice for row in rows):
        raise AlreadyDone
    now = clock.now()
    made = {
        row.Remark.id: _step(scope, row.Remark, "answered", said, now) for row in rows if row.Remark.id not in twice
    }
    db.session.flush()
    ids = twice | {remark_id: step.id for remark_id, step in made.items()}
    told = [
        Answered(
            ids[row.Remark.id], row.Remark.recipient_id, row.Remark.relative_id, row.Remark.unit_id, not row.unsigned
        )
        for row in rows
    ]
    return list({(one.recipient_id, one.relative_id): one for one in told}.values())


def _pressed_twice(rows: list[Any], said: str) -> dict[int, int]:
    """Remark → the step that has given it this very answer just now."""
    last = {remark_id: steps[-1] for remark_id, steps in steps_of(row.Remark.id for row in rows).items()}
    just, same = clock.now() - AGAIN, ("answered", said)
    return {id_: one.id for id_, one in last.items() if (one.step, one.text) == same and one.at > just}


def take(scope: Scope, remark_id: int, step: str) -> int | None:
    """Take the step rung, put_away or put_back; whose remark it is, None where there is none in the scope.

    Raises AlreadyDone where the step cannot follow the last one.
    """
    rows = _mine(scope, [remark_id])
    if not rows:
        return None
    if step not in MOVES[rows[0].last or ""]:
        raise AlreadyDone
    _step(scope, rows[0].Remark, step, None, clock.now())
    db.session.flush()
    return int(rows[0].Remark.recipient_id)


def of_gaps(scope: Scope, gap_ids: Collection[int]) -> list[int]:
    """Her own remarks that some gaps of the scope rest on. What is hers to know is not told to a relative with it."""
    query = (
        select(Remark.id)
        .join(Gap, (Gap.visit_id == Remark.visit_id) & (Gap.kind == "said_" + Remark.kind))
        .join(Recipient, Recipient.id == Remark.recipient_id)
        .where(
            Gap.id.in_(sorted(gap_ids)),
            Gap.kind.in_(SAID),
            Remark.relative_id.is_(None),
            scope.answers_for(Gap.unit_id),
            scope.visible(),
        )
    )
    return list(db.session.scalars(query.order_by(Remark.id)))


def _mine(scope: Scope, remark_ids: Collection[int]) -> list[Any]:
    query = (
        select(Remark, LAST.label("last"), UNSIGNED.label("unsigned"))
        .join(Recipient, Recipient.id == Remark.recipient_id)
        .where(Remark.id.in_(sorted(remark_ids)), scope.answers_for(Remark.unit_id), scope.visible())
    )
    return list(db.session.execute(query.order_by(Remark.id)))


def _step(scope: Scope, remark: Remark, step: str, text: str | None, at: datetime) -> RemarkStep:
    if scope.user_id is None:
        raise ValueError("a step is taken by somebody who signed in")
    made = RemarkStep(remark_id=remark.id, step=step, text=text, user_id=scope.user_id, at=at)
    db.session.add(made)
    return made
