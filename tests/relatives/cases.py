"""Every combination of a relative's consents, as rows of one database: a recipient, her visit and her relative each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from schema import clock
from schema.db import db, table_of
from schema.reach import hashed_number
from schema.tables import (
    Announcement,
    Device,
    OwnChoice,
    Recipient,
    Relative,
    Visit,
    VisitChange,
    VisitRevision,
    VisitWorker,
    Withdrawal,
)
from tests.card.world import DAY, World, at

GIVEN = {"given": DAY - timedelta(days=30), "missing": None, "future": DAY + timedelta(days=1)}
UNTIL = {"open": None, "today": DAY, "over": DAY - timedelta(days=1)}
SERVICES = {
    "ordinary": ("lunch",), "neutral": ("tvatt",), "never": ("dusch",), "nursing": ("insulin",),
    "mixed": ("lunch", "insulin"),
}  # fmt: skip


class Case(NamedTuple):
    """One combination."""

    secrecy: str
    data: str
    basis: str | None
    may_see: str
    until: str
    service: str
    protected: bool
    withdrawn: bool


class Shows(NamedTuple):
    """What a relative is to learn. `level` None: nothing at all, not even that there is something to hide."""

    level: str | None
    visit: bool = False
    hidden: bool = False


BASES, LEVELS = (None, "self", "guardian", "future_power"), ("times", "names", "services")


def every() -> Iterator[Case]:
    """All of them."""
    return map(
        Case._make,
        product(GIVEN, GIVEN, BASES, LEVELS, UNTIL, SERVICES, (False, True), (False, True)),
    )


def oracle(case: Case) -> Shows:
    """The rule: two consents given by today with a basis, not over, not taken back; nobody who is protected."""
    consented = case.secrecy == case.data == "given" and case.basis is not None and case.until != "over"
    if not consented or case.withdrawn or case.protected:
        return Shows(None)
    kept_back = case.service in ("never", "nursing")
    return Shows(case.may_see, visit=not kept_back, hidden=kept_back)


class Town(World):
    """A recipient for each case, all of one home; one relative's browser and one feed for all of them."""

    def __init__(self, cases: Sequence[Case]):
        super().__init__()
        self.cases = dict(enumerate(cases, self.person.id + 1))
        """By the id of the recipient, which the relative's and the visit's are too."""
        self.services["dusch"].relatives_see = "never"
        neutral = self.services["lunch"].__class__(
            source="plan", outside_id="tvatt", name="tvatt av trosor", public_label="Hemhjälp", category="household",
            counts_for_continuity=True, relatives_see="neutral",
        )  # fmt: skip
        db.session.add(neutral)
        db.session.flush()
        self.services["tvatt"] = neutral
        for table, row in (
            (Recipient, self._recipient), (Relative, self._relative), (Visit, self._visit),
            (VisitWorker, self._worker), (VisitChange, self._change), (Announcement, self._announcement),
        ):  # fmt: skip
            self._lay(table, [row(id_, case) for id_, case in self.cases.items()])
        self._lay(VisitRevision, [self._revision(id_, case, one) for id_, case in self.cases.items() for one in (1, 2)])
        taken_back = [id_ for id_, case in self.cases.items() if case.withdrawn]
        self._lay(Withdrawal, [{"what": "relative", "relative_id": id_, "withdrawn_at": at(7)} for id_ in taken_back])

    def sign_in(self, token_hash: str, kind: str) -> None:
        """Let a token open, for whom it may, what all the relatives see: a browser's, or a feed's."""
        self._lay(Device, [self._device(id_, case, token_hash, kind) for id_, case in self.cases.items()])
        if kind == "feed":
            chosen = {"what": "calendar", "value": "services", "how": "own", "recorded_at": at(5)}
            self._lay(OwnChoice, [{"relative_id": id_, **chosen} for id_ in self.cases])

    def _lay(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            db.session.connection().execute(insert(table_of(table)), rows)

    def _recipient(self, id_: int, case: Case) -> dict[str, Any]:
        return {
            "id": id_, "source": "plan", "outside_id": f"r{id_}", "revision": 1, "unit_id": self.unit.id,
            "home_id": self.home.id, "name": f"Person {id_}", "language": "sv", "sms_detail": "none",
            "protected": case.protected,
        }  # fmt: skip

    def _relative(self, id_: int, case: Case) -> dict[str, Any]:
        kept: dict[str, Any] = {
            "secrecy_consent_on": GIVEN[case.secrecy], "data_consent_on": GIVEN[case.data], "notices": "changes",
        }  # fmt: skip
        if case.withdrawn:  # as backend.devices.withdraw leaves it
            kept = {"secrecy_consent_on": None, "data_consent_on": None, "notices": "none"}
        number = f"+4670{id_:07}"
        return {
            "id": id_, "source": "plan", "outside_id": f"a{id_}", "revision": 1, "recipient_id": id_,
            "name": f"Anhörig {id_}", "phone": number, "phone_hash": hashed_number(number), "language": "sv",
            "phone_verified_at": at(5, day=DAY - timedelta(days=3)), "consent_basis": case.basis,
            "consent_until": UNTIL[case.until], "may_see": case.may_see, **kept,
        }  # fmt: skip

    def _plan(self, case: Case, number: int) -> dict[str, Any]:
        begins = at(12) if number == 1 else at(14)
        return {
            "unit_id": self.unit.id, "date": DAY, "window_start_at": begins, "duration_minutes": 30, "staff": 1,
            "window_end_at": begins + timedelta(hours=1), "time_critical": False, "cancelled": False, "digest": "d",
            "service_ids": tuple(self.services[one].id for one in SERVICES[case.service]),
            "worker_ids": (self.workers["Sara"].id,),
        }  # fmt: skip

    def _visit(self, id_: int, case: Case) -> dict[str, Any]:
        return {
            "id": id_, "source": "plan", "outside_id": f"v{id_}", "recipient_id": id_, "revision": 2,
            "status": "planned", **self._plan(case, 2),
        }  # fmt: skip

    def _revision(self, id_: int, case: Case, number: int) -> dict[str, Any]:
        return {
            "visit_id": id_, "number": number, "run_id": self.run.id, "published_at": at(4 + number),
            "outside_id": f"v{id_}", **self._plan(case, number),
        }  # fmt: skip

    def _worker(self, id_: int, case: Case) -> dict[str, Any]:
        return {"worker_id": self.workers["Sara"].id, "date": DAY, "visit_id": id_}

    def _change(self, id_: int, case: Case) -> dict[str, Any]:
        return {
            "id": id_, "visit_id": id_, "run_id": self.run.id, "from_number": 1, "to_number": 2, "kind": "time",
            "became_at": at(7),
        }  # fmt: skip

    def _announcement(self, id_: int, case: Case) -> dict[str, Any]:
        return {
            "key": f"change:{id_}", "kind": "change", "unit_id": self.unit.id, "recipient_id": id_, "visit_id": id_,
            "change_id": id_, "arose_at": at(7), "ready_at": at(7), "expires_at": at(15),
        }  # fmt: skip

    def _device(self, id_: int, case: Case, token_hash: str, kind: str) -> dict[str, Any]:
        return {
            "relative_id": id_, "kind": kind, "token_hash": token_hash, "way": "sms", "paired_at": at(5),
            "revoked_at": at(7) if case.withdrawn else None,
        }  # fmt: skip


def dated(days: int) -> date:
    """A local date counted from the day."""
    return DAY + timedelta(days=days)


def announcements() -> list[Announcement]:
    """All that is to be told."""
    return list(db.session.scalars(select(Announcement).order_by(Announcement.id)))


__all__ = ["Case", "Shows", "Town", "announcements", "clock", "every", "oracle"]
