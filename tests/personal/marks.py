"""A database whose every personal field is marked, and the eyes that look for the marks."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any

from sqlalchemy import Column, insert, select, update

from schema import clock
from schema.db import Base, db
from schema.types import Encrypted, EncryptedJson
from schema.walls import WALLED
from tests.packages import DAY, execution, small_package, visit

MARK = re.compile(r"(?i)zqxjvk\w+|467017406\d\d|07017406\d\d|(?:19)?121212-?1212|1912-12-12|60\.05432|17\.65432")
"""What stands in personal fields, and nowhere else."""
TYPED = re.compile(r"(?i)yqxjvk\w+")
"""What somebody types into forms, addresses and headers."""
PROTECTED = re.compile(r"(?i)zqxjvkp\w+")
"""What stands in the fields of the one with protected identity."""


UNMARKED = {"card.token": "it stands in the card's address by contract, and in no log: see tests/attack"}


def package() -> dict[str, list[dict[str, Any]]]:
    """The small package, everything personal in it marked, and a unit of its own far away with nothing marked."""
    tables = small_package()
    for place, row in enumerate(tables["recipients"]):
        row |= {"name": f"ZQXJVKanna{place} ZQXJVKberg{place}", "address": f"ZQXJVKgatan {place}",
                "postal_code": "75310", "city": "ZQXJVKstad", "sms_detail": "services", "home_id": "",
                "landline": f"070174065{place}",
                "latitude": "60.05432", "longitude": "17.65432", "personal_number": "191212121212",
                "birth_date": "1912-12-12"}  # fmt: skip
    tables["recipients"].append({"recipient_id": "hemlig", "name": "ZQXJVKProtected ZQXJVKPerson", "unit_id": "norr",
                                 "address": "ZQXJVKPgatan 9", "protected": "yes"})  # fmt: skip
    tables["workers"][0] |= {"name": "Leila ZQXJVKvirtanen", "phone": "0701740651", "email": "zqxjvkleila@example.se"}
    tables["workers"][1] |= {"name": "Jonas ZQXJVKekstrom", "shown_as": "alias", "alias": "ZQXJVKalias"}
    tables["relatives"] = [
        {"relative_id": "a1", "recipient_id": "elsa", "name": "ZQXJVKdotter", "relation": "ZQXJVKbarn",
         "phone": "0701740652", "email": "zqxjvkdotter@example.se",
         "secrecy_consent_on": "2026-01-01", "data_consent_on": "2026-01-01",
         "consent_basis": "self", "may_see": "services"}
    ]  # fmt: skip
    tables["absences"] = [
        {"recipient_id": "signe", "from": "2026-12-01", "to": "2026-12-02", "reason": "ZQXJVKsjukhus"}
    ]
    tables["decisions"] = [{"decision_id": "d1", "recipient_id": "elsa", "kind": "hemtjänst",
                            "decided_on": "2026-01-01", "reason": "ZQXJVKbeslut"}]  # fmt: skip
    tables["visits"][2] |= {"cancelled": "yes", "cancel_reason": "ZQXJVKresa"}
    tables["visits"].append(visit("vx", "elsa", DAY, "ZQXJVKtid", "09:00", 30, "dusch", "w1"))
    tables["visits"].append(visit("vp", "hemlig", DAY, "08:00", "09:00", 30, "dusch", "w2"))
    tables["executions"] = [execution("v1", "w1", f"{DAY}T08:45", f"{DAY}T08:48")]
    tables["units"].append({"unit_id": "syd", "name": "Hemtjänst Syd", "provider": "Egen regi", "provider_kind": "own"})
    tables["workers"].append({"worker_id": "w9", "name": "Sven Syd", "unit_id": "syd"})
    tables["recipients"].append({"recipient_id": "bo", "name": "Bo Syd", "unit_id": "syd"})
    tables["visits"].append(visit("s1", "bo", DAY, "08:00", "09:00", 30, "dusch", "w9"))
    return tables


def personal() -> list[Column[Any]]:
    """Each column that is encrypted."""
    found = [column for table in Base.metadata.sorted_tables for column in table.columns]
    secret = [column for column in found if isinstance(column.type, Encrypted | EncryptedJson)]
    return [column for column in secret if str(column) not in UNMARKED]


def unmarked() -> list[str]:
    """The personal columns where no row carries a mark."""
    return [str(one) for one in personal() if not marked(one)]


def marked(column: Column[Any]) -> bool:
    """Whether some row carries a mark in the column."""
    return any(map(MARK.search, map(str, db.session.scalars(select(column)))))


def fill() -> None:
    """Mark what the day so far left empty: the first row of each table, a new one where there is none."""
    personally = set(personal())
    for table in Base.metadata.sorted_tables:
        secret = [column for column in table.columns if column in personally]
        if secret and not db.session.execute(select(table.c.id).limit(1)).first():
            db.session.execute(
                insert(table).values({one.name: _sample(one) for one in table.columns if one.name != "id"})
            )
        for column in secret:
            if not marked(column):
                first = select(table.c.id).order_by(table.c.id).limit(1).scalar_subquery()
                where = table.c.id == first
                db.session.execute(update(table).where(where).values({column.name: _mark(column)}))
    db.session.commit()
    assert unmarked() == []
    assert WALLED


def _mark(column: Column[Any]) -> Any:
    mark = f"ZQXJVK{column.table.name}{column.name}".replace("_", "")
    if (column.table.name, column.name) in LISTS:
        return [mark]
    return {"mark": mark} if isinstance(column.type, EncryptedJson) else mark


SAMPLES = {"kind": "legal", "role": "manager", "way": "sms", "verdict": "asked", "step": "found", "what": "relative",
           "basis": "self", "how": "written", "state": "sent", "channel": "console", "language": "sv",
           "remark.kind": "message", "remark_step.step": "answered"}  # fmt: skip
LISTS = {("user", "mf_recovery_codes"), ("passkey", "transports")}
ALONE = {("hold", "worker_id"), ("device", "relative_id"), ("log_check", "break_glass_id"),
         ("notice_wish", "relative_id")}  # fmt: skip
"""Left empty: another column of the row says whom it is about."""


def _sample(column: Column[Any]) -> Any:
    """Something for a column of a row that nobody made."""
    kind = type(column.type).__name__
    if kind in {"Encrypted", "EncryptedJson"}:
        return _mark(column)
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column
        return None if (column.table.name, column.name) in ALONE else db.session.scalar(select(target).order_by(target))
    if column.nullable:
        return None
    if kind == "Text" and (sample := SAMPLES.get(str(column)) or SAMPLES.get(column.name)):
        return sample
    plain = {"UtcDateTime": clock.now() + timedelta(hours=1), "Date": clock.today(), "Boolean": False,
             "LargeBinary": b"x", "IdList": (), "Time": time(8),
             "Text": f"{column.table.name}-{column.name}"}  # fmt: skip
    return plain.get(kind, 1)
