"""Nobody has come, as far as is known: the staff on call are told one after the other until somebody takes it.

The manager's list shows it first of all; she herself reads that there is no word and it is being looked into; her
relatives hear when it is confirmed (missed), or when nobody on call took it. The caller owns the transaction.
"""

from __future__ import annotations

from datetime import time, timedelta

from sqlalchemy import ColumnElement, exists, or_, select, update

from backend.telling import units
from backend.telling.arose import announce_visit
from backend.telling.facts import Windows
from notifications import drafts, wording
from notifications.drafts import Draft
from notifications.events import Kind
from notifications.texts import catalogue
from schema import clock
from schema.db import db, insert_new
from schema.tables import Alert, Gap, GapReview, MessageLedger, OnCall, Visit

WORTH = timedelta(hours=3)
"""After the window's end: that nobody has come is hers to know so long."""
CONFIRMED_WORTH = timedelta(hours=18)
"""That a visit was missed is told the next morning at the latest."""


def watch(municipality: str) -> dict[str, int]:
    """Raise what is new, end what is over, tell whoever is next. Counts: `raised`, `told`, `escalated`, `over`."""
    return {"over": _end(), "raised": _raise(), **_pass_on(municipality)}


def _raise() -> int:
    """An alert for each visit that the rules find not started, once."""
    query = (
        select(Visit)
        .join(Gap, Gap.visit_id == Visit.id)
        .where(Gap.kind == "not_started", Gap.resolved_at.is_(None), Gap.date >= clock.today() - timedelta(days=1))
        .where(Visit.id.not_in(select(Alert.visit_id)))
    )
    visits = db.session.scalars(query.order_by(Visit.id)).all()
    if not visits:
        return 0
    now = clock.now()
    rows = [
        {"visit_id": one.id, "unit_id": one.unit_id, "recipient_id": one.recipient_id, "raised_at": now, "step": 0}
        for one in visits
    ]
    raised = db.session.scalars(insert_new(Alert, rows).returning(Alert.visit_id)).all()
    for visit in visits:
        if visit.id in raised:
            announce_visit(Kind.NOT_COME, visit, visit.window_end_at + WORTH)
    return len(raised)


def _end() -> int:
    """Let go of what came after all, was cancelled, or is missed: then the relatives hear of it."""
    query = select(Alert, Visit).join(Visit, Visit.id == Alert.visit_id)
    over = query.where(Alert.over_at.is_(None), or_(Visit.status != "planned", Visit.revision == 0))
    ended = db.session.execute(over.order_by(Alert.id)).all()
    for alert, visit in ended:
        alert.over_at = clock.now()
        if visit.status == "missed" and visit.revision:
            announce_visit(Kind.MISSED, visit, clock.now() + CONFIRMED_WORTH)
    db.session.flush()
    return len(ended)


def _pass_on(municipality: str) -> dict[str, int]:
    """Tell the first step, or the next one where the last was told and did not take it in its time."""
    query = select(Alert, Visit).join(Visit, Visit.id == Alert.visit_id)
    waiting = query.where(
        Alert.over_at.is_(None), Alert.taken_at.is_(None), Alert.escalated_at.is_(None), ~_explained()
    )
    pairs = db.session.execute(waiting.order_by(Alert.id).with_for_update(of=Alert)).all()
    known_chains = chains({alert.unit_id for alert, _ in pairs})
    made, escalated = [], 0
    known = units.standing() if pairs else None
    windows = Windows(visit for _, visit in pairs)
    for alert, visit in pairs:
        steps = known_chains.get(alert.unit_id, [])
        here = next((one for one in steps if one.step == alert.step), None)
        if here is not None and (alert.told_at or clock.now()) + timedelta(minutes=here.minutes) > clock.now():
            continue
        then = next((one for one in steps if one.step > alert.step), None)
        if then is None:
            escalated += escalate(alert, visit) if steps else False
            continue
        alert.step, alert.told_at = then.step, clock.now()
        assert known is not None
        words = catalogue("sv")
        body = wording.alert(municipality, known.names[alert.unit_id], windows.of(visit), words, known.answerable)
        made.append(
            Draft(
                _key(visit.id, then.id), Kind.ALERT, alert.unit_id, then.phone, then.phone_hash,
                words.language, body, clock.now() + WORTH, visit_id=visit.id, urgent=True,
                held=known.held(alert.unit_id),
            )
        )  # fmt: skip
    db.session.flush()
    return {"told": drafts.write(made), "escalated": escalated}


def _explained() -> ColumnElement[bool]:
    """The condition that somebody of the unit has said on the list what it is: nobody more is woken for it."""
    said = select(GapReview.id).join(Gap, Gap.key == GapReview.gap_key)
    here = said.where(Gap.visit_id == Alert.visit_id, Gap.kind == "not_started", GapReview.at >= Alert.raised_at)
    return exists(here.where(GapReview.step != "reopen").correlate(Alert))


def escalate(alert: Alert, visit: Visit) -> bool:
    """Let the relatives hear that nobody has taken it; False where they may already."""
    if alert.escalated_at is not None:
        return False
    alert.escalated_at = clock.now()
    return bool(announce_visit(Kind.MISSED, visit, clock.now() + CONFIRMED_WORTH))


def take(number_hash: str) -> bool:
    """Somebody on call answers that she takes what she was told of; False where nothing stands that she was told."""
    mine = select(OnCall.id, OnCall.unit_id).where(OnCall.phone_hash == number_hash, OnCall.until_at.is_(None))
    open_ones = select(Alert.id, Alert.visit_id).where(Alert.over_at.is_(None), Alert.taken_at.is_(None))
    keys: dict[str, int] = {}
    for step_id, unit_id in db.session.execute(mine).all():
        here = db.session.execute(open_ones.where(Alert.unit_id == unit_id))
        keys |= {_key(visit_id, step_id): alert_id for alert_id, visit_id in here}
    told = db.session.scalars(select(MessageLedger.dedupe_key).where(MessageLedger.dedupe_key.in_(sorted(keys))))
    put = update(Alert).where(Alert.id.in_(sorted({keys[one] for one in told})), Alert.taken_at.is_(None))
    taken = put.values(taken_at=clock.now()).returning(Alert.id)
    return bool(db.session.scalars(taken, execution_options={"synchronize_session": False}).all())


def _key(visit_id: int, step_id: int) -> str:
    """What makes the text of a visit to one step one."""
    return f"{Kind.ALERT}:{visit_id}:{step_id}"


def chains(unit_ids: set[int]) -> dict[int, list[OnCall]]:
    """Unit → who is on call now, first step first."""
    query = select(OnCall).where(OnCall.unit_id.in_(sorted(unit_ids)), OnCall.until_at.is_(None))
    found: dict[int, list[OnCall]] = {}
    for one in db.session.scalars(query.order_by(OnCall.step, OnCall.id)):
        if on_duty(one.from_time, one.to_time, clock.local(clock.now()).time()):
            found.setdefault(one.unit_id, []).append(one)
    return found


def on_duty(begins: time, ends: time, at: time) -> bool:
    """Pure: whether a local time lies in a span of the clock; one that ends before it begins passes midnight."""
    if begins == ends:
        return True
    return begins <= at < ends if begins < ends else at >= begins or at < ends
