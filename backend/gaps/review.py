"""The follow-up of a gap: explained with a reason, then closed with a measure whose effect is checked on a date."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from backend.access.scope import Scope
from backend.gaps.listing import STATE, in_scope
from backend.gaps.states import check_content, check_move
from schema import clock
from schema.db import db
from schema.tables import Gap, GapReview


@dataclass(frozen=True)
class Step:
    """A step that somebody wants to take: explain (reason, text), close (measure, effect_check_on) or reopen."""

    step: str
    reason: str | None = None
    text: str | None = None
    measure: str | None = None
    effect_check_on: date | None = None


def take_step(scope: Scope, gap_ids: Collection[int], step: Step) -> list[int]:
    """Take one step for several gaps of one cause; whose they are. Gaps outside the scope do not exist: nobody's.

    Raises NotAllowed where the step is not legal or says too little; then none is taken. The caller commits.
    """
    columns = (Gap.key, STATE.label("state"), Gap.recipient_id)
    rows = db.session.execute(in_scope(scope, Gap.id.in_(gap_ids), columns=columns).order_by(Gap.id)).all()
    check_content(step.step, step.reason, step.text, step.measure, step.effect_check_on)
    for row in rows:
        check_move(row.state, step.step)
    if scope.user_id is None:
        raise ValueError("a review is made by somebody who signed in")
    for row in rows:
        db.session.add(
            GapReview(
                gap_key=row.key,
                step=step.step,
                reason=step.reason,
                text=(step.text or "").strip() or None,
                measure=(step.measure or "").strip() or None,
                effect_check_on=step.effect_check_on,
                user_id=scope.user_id,
                at=clock.now(),
            )
        )
    db.session.flush()
    return [row.recipient_id for row in rows]
