"""What a calendar's events rest on beside the visits: names and services, and when these and her own rows changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select

from backend.cards.day import NURSING
from backend.cards.facts import What, Who
from backend.cards.paired import NAMES_OF
from backend.cards.stood import Asked, Planned, Revision
from schema.db import db
from schema.tables import Absence, Consent, ImportRun, PlanRevision, Service, Worker

Row = tuple[str, int]
"""Table of the package, and row id."""


class Masters:
    """The workers and services that some revisions name, as one reader may read of them."""

    def __init__(self, asked: Asked, revisions: Iterable[Revision]):
        plans = [one.plan for one in revisions]
        workers = {one for plan in plans for one in plan.workers}
        services = {one for plan in plans for one in plan.services}
        self._names = {
            id_: Who(id_, name or "", "")
            for id_, name in db.session.execute(
                select(Worker.id, Worker.shown_name).where(Worker.id.in_(sorted(workers)), Worker.revision > 0)
            )
        }
        kin = asked.relative_id is not None
        rows = list(db.session.scalars(select(Service).where(Service.id.in_(sorted(services)))))
        self.unsaid = frozenset(
            row.id for row in rows if row.category == NURSING or (kin and row.relatives_see == "never")
        )
        self._services = {row.id: _said(row, asked.language, kin) for row in rows}
        persons = {("recipients", asked.recipient_id)}
        if asked.relative_id is not None:
            persons.add(("relatives", asked.relative_id))
        away = select(Absence.id).where(Absence.recipient_id == asked.recipient_id)
        persons |= {("absences", id_) for id_ in db.session.scalars(away)}
        named = {("workers", id_) for id_ in workers} | {("services", id_) for id_ in services}
        self._changes = _changes(persons | named, asked.since)
        self._of_all = [at for row in sorted(persons) for at in self._changes[row]] + _consented(asked)

    def who(self, plan: Planned) -> tuple[Who, ...]:
        """Who comes by a plan, without titles: a nurse's would tell what for."""
        return tuple(self._names[one] for one in plan.workers if one in self._names)

    def what(self, plan: Planned) -> tuple[What, ...]:
        """What a plan is for."""
        return tuple(dict.fromkeys(self._services[one] for one in plan.services if one in self._services))

    def changed_at(self, revisions: Sequence[Revision]) -> list[datetime]:
        """When anything that a visit rests on was changed since the feed is on: counted of all it ever named."""
        workers = {one for revision in revisions for one in revision.plan.workers}
        services = {one for revision in revisions for one in revision.plan.services}
        named = sorted({("workers", one) for one in workers} | {("services", one) for one in services})
        return [*self._of_all, *(at for row in named for at in self._changes[row])]


def _consented(asked: Asked) -> list[datetime]:
    """When the recipient said anew how much a relative may see, since the feed is on."""
    if asked.relative_id is None:
        return []
    query = select(Consent.recorded_at).where(
        Consent.relative_id == asked.relative_id, Consent.recorded_at > asked.since
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Consent.id)))


def _said(row: Service, language: str, kin: bool) -> What:
    label = row.public_label or ""
    if kin and row.relatives_see != "yes":
        return What(row.category or "", label)
    own = (row.name, row.name_fi, row.name_en)[NAMES_OF.get(language, 3) - 3] or row.name
    return What(row.category or "", label, own)


def _changes(rows: set[Row], since: datetime) -> dict[Row, list[datetime]]:
    """Row → when, since an instant, a revision of it was published or taken back."""
    found: dict[Row, list[datetime]] = defaultdict(list)
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, id_ in sorted(rows):
        by_kind[kind].append(id_)
    of_these = or_(*(and_(PlanRevision.kind == kind, PlanRevision.row_id.in_(ids)) for kind, ids in by_kind.items()))
    query = (
        select(PlanRevision.kind, PlanRevision.row_id, PlanRevision.published_at, ImportRun.undone_at)
        .join(ImportRun, ImportRun.id == PlanRevision.run_id)
        .where(of_these, or_(PlanRevision.published_at > since, ImportRun.undone_at > since))
        .order_by(PlanRevision.id)
    )
    for kind, row_id, published_at, undone_at in db.session.execute(query):
        found[kind, row_id] += [at for at in (published_at, undone_at) if at is not None and at > since]
    return found
