"""Who was with whom: plan, facts, corrections and stays of one person's visits, merged by time, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from backend.access.scope import Scope
from backend.privacy.disclosing import Span
from backend.privacy.extract import About
from backend.privacy.presence_rows import Found, read
from backend.privacy.values import Names
from schema import clock
from schema.db import db
from schema.tables import Recipient, Worker

FORMAT = "vem-kommer-who-with-whom/1"
HIDDEN = "Person med skyddade uppgifter"
"""Named for her handlers alone."""
Entry = dict[str, Any]


@dataclass
class Told:
    """The document, and the row ids of everybody in it."""

    document: dict[str, Any]
    recipients: list[int]
    workers: list[int]


def told(scope: Scope, person: About, span: Span, municipality: str, reason: str) -> Told:
    """Who was with whom, of a recipient or a worker. The scope says which protected people are named; no more."""
    found = read(person, span)
    words = _Words(scope, found)
    days: dict[date, dict[str, list[Entry]]] = defaultdict(lambda: {"stays": [], "entries": []})
    for stay in words.stays():
        days[stay.pop("date")]["stays"].append(stay)
    for entry in (*words.revisions(), *words.facts(), *words.gaps()):
        days[entry.pop("date")]["entries"].append(entry)
    document = {
        "format": FORMAT,
        "municipality": municipality,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "about": {"kind": person.kind, "source": person.source, "id": person.outside_id, "name": person.name},
        "from": str(span.first),
        "to": str(span.last),
        "reason": reason,
        "people": {"recipients": list(words.recipients.values()), "workers": list(words.workers.values())},
        "days": [
            {"date": day.isoformat(), **{name: _in_order(some) for name, some in days[day].items()}}
            for day in sorted(days)
        ],
    }
    return Told(document, sorted(words.recipients), sorted(words.workers))


def _in_order(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry["at"] or "~", entry["what"], entry.get("row") or 0))


class _Words:
    """Rows as entries: ids as names, instants as local ISO."""

    def __init__(self, scope: Scope, found: Found):
        self.found = found
        self.names = Names()
        people = {row.recipient_id for row in (*found.visits.values(), *found.facts.values(), *found.stays.values())}
        self.recipients = _recipients(scope, people)
        staff = {row.worker_id for row in (*found.facts.values(), *found.stays.values())}
        staff |= {worker for row in found.revisions for worker in row.worker_ids}
        self.workers = _workers(self.names, staff)
        self.replaced = {
            row.corrects_id: row.id for row in found.facts.values() if row.corrects_id and not row.undone_at
        }

    def revisions(self) -> list[Entry]:
        """Every version of the plan of each visit, at the moment that it became known."""
        return [self._revision(row, self.found.visits[row.visit_id].recipient_id) for row in self.found.revisions]

    def _revision(self, row: Any, recipient_id: int) -> Entry:
        return {
            "date": row.date, "what": "plan", "at": _at(row.published_at), "visit": row.visit_id, "row": row.number,
            "recipient": self._who(recipient_id), "number": row.number, "void": row.undone_at is not None,
            "window_start": _at(row.window_start_at), "window_end": _at(row.window_end_at),
            "minutes": row.duration_minutes, "services": [self.names.services.get(one, "") for one in row.service_ids],
            "workers": [self._worker(one) for one in row.worker_ids], "staff": row.staff, "cancelled": row.cancelled,
            "cancel_reason": row.cancel_reason, "unit": self.names.units.get(row.unit_id, ""),
        }  # fmt: skip

    def facts(self) -> list[Entry]:
        """Every fact, and every correction of one: both stand."""
        return [self._fact(row) for row in self.found.facts.values()]

    def _fact(self, row: Any) -> Entry:
        return {
            "date": clock.local_date(row.occurred_at), "what": "fact", "at": _at(row.occurred_at), "row": row.id,
            "kind": row.kind, "visit": row.visit_id, "recipient": self._who(row.recipient_id),
            "worker": self._worker(row.worker_id), "method": row.method, "card": self._card(row),
            "received_at": _at(row.received_at), "reason": row.reason, "note": row.note, "corrects": row.corrects_id,
            "corrected_by": self.replaced.get(row.id), "void": row.undone_at is not None, "registered_by": row.by,
        }  # fmt: skip

    def _card(self, row: Any) -> str | None:
        if row.card_home_id is None:
            return None
        hers = self.recipients.get(row.recipient_id, {}).get("_home")
        return "own" if row.card_home_id == hers else "another_home"

    def gaps(self) -> list[Entry]:
        """What the rules find between plan and facts."""
        return [
            {"date": row.date, "what": "gap", "at": None, "kind": row.kind, "visit": row.visit_id,
             "recipient": self._who(row.recipient_id), "minutes": round(row.seconds / 60)}
            for row in self.found.gaps
        ]  # fmt: skip

    def stays(self) -> list[Entry]:
        """Each time that somebody was in a home, with whoever was there at the same time."""
        by_day: Mapping[tuple[date, Any], list[Any]] = defaultdict(list)
        for row in self.found.stays.values():
            by_day[row.date, self.recipients.get(row.recipient_id, {}).get("_home")].append(row)
        return [self._stay(row, some) for some in by_day.values() for row in some]

    def _stay(self, row: Any, there: list[Any]) -> Entry:
        visit = self.found.visits.get(row.visit_id) if row.visit_id is not None else None
        beside = sorted({self._worker(one.worker_id) for one in there if one is not row and _met(row, one)})
        return {
            "date": row.date, "what": "stay", "at": _at(row.check_in_at or row.check_out_at), "row": row.id,
            "worker": self._worker(row.worker_id), "recipient": self._who(row.recipient_id), "visit": row.visit_id,
            "from": _at(row.check_in_at), "to": _at(row.check_out_at), "method": row.method,
            "unit": self.names.units.get(row.unit_id, ""), "unplanned": row.visit_id is None,
            "was_planned": visit is not None and row.worker_id in visit.worker_ids, "together_with": beside,
        }  # fmt: skip

    def _who(self, recipient_id: int) -> str:
        return str(self.recipients[recipient_id]["name"])

    def _worker(self, worker_id: int) -> str:
        return str(self.workers[worker_id]["name"])


def _met(one: Any, other: Any) -> bool:
    """Whether two stays of different workers overlap; one without an end goes on."""
    if one.worker_id == other.worker_id or one.check_in_at is None or other.check_in_at is None:
        return False
    before = other.check_out_at is not None and other.check_out_at <= one.check_in_at
    after = one.check_out_at is not None and one.check_out_at <= other.check_in_at
    return not (before or after)


def _recipients(scope: Scope, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Name, id in the plan and unit of everybody concerned; those who are hidden from the scope without them."""
    visible = set(db.session.scalars(select(Recipient.id).where(scope.visible(), Recipient.id.in_(sorted(ids)))))
    units = Names().units
    found: dict[int, dict[str, Any]] = {}
    for row in db.session.scalars(select(Recipient).where(Recipient.id.in_(sorted(ids))).order_by(Recipient.id)):
        open_ = row.id in visible or not row.protected
        found[row.id] = {
            "id": row.outside_id if open_ else None, "name": row.name if open_ else HIDDEN,
            "unit": units.get(row.unit_id) if open_ else None, "_home": row.home_id,
        }  # fmt: skip
    return found


def _workers(names: Names, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    query = select(Worker).where(Worker.id.in_(sorted(ids))).order_by(Worker.id)
    return {
        row.id: {"id": row.outside_id, "name": row.name, "unit": names.units.get(row.unit_id)}
        for row in db.session.scalars(query)
    }


def _at(instant: datetime | None) -> str | None:
    return clock.local(instant).isoformat(timespec="seconds") if instant is not None else None
