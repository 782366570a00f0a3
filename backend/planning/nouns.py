"""What the current columns of a planned row say, from the content of its revision in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from schema.keyring import ring
from schema.reach import hashed_address, hashed_number

Content = dict[str, Any]
"""One accepted row as kept for ever: the package's columns in plain JSON, references as the rows' own ids."""

REFERENCES = {
    "workers": {"unit_id": "units"},
    "recipients": {"unit_id": "units", "key_worker_id": "workers"},
    "relatives": {"recipient_id": "recipients"},
    "decisions": {"recipient_id": "recipients"},
    "absences": {"recipient_id": "recipients"},
}
NOT_COUNTED = ("alarm", "meal", "nursing")
"""Services that the definition of continuity leaves out, unless the package says otherwise."""


def _day(cell: str | None) -> date | None:
    return date.fromisoformat(cell) if cell else None


def hashed_phone(number: str | None) -> str | None:
    """The keyed hash under which a telephone number is found."""
    return hashed_number(number) if number else None


def _taken(content: Content, *names: str) -> dict[str, Any]:
    return {name: content[name] for name in names}


def _days(content: Content, *names: str) -> dict[str, Any]:
    return {name: _day(content[name]) for name in names}


def _unit(content: Content) -> dict[str, Any]:
    return _taken(content, "name", "provider", "provider_kind", "district", "steering", "phone")


def _service(content: Content) -> dict[str, Any]:
    category, counts = content["category"], content["counts_for_continuity"]
    return {
        **_taken(content, "name", "name_fi", "name_en", "public_label", "category", "ksi_code"),
        "counts_for_continuity": category not in NOT_COUNTED if counts is None else counts,
        "relatives_see": content["relatives_see"] or ("never" if category == "nursing" else "yes"),
    }


def _worker(content: Content) -> dict[str, Any]:
    names = ("name", "unit_id", "title", "phone", "email", "employment", "languages", "shown_as", "alias")
    return {**_taken(content, *names), "shown_name": shown_name(content)}


def shown_name(content: Content) -> str:
    """What a recipient may read of a worker's name: her own choice."""
    name = content["name"]
    return str(
        {"first_name": name.split()[0], "full_name": name, "title": "", "alias": content["alias"] or ""}[
            content["shown_as"]
        ]
    )


def _recipient(content: Content) -> dict[str, Any]:
    number = content["personal_number"]
    consent = content["card_consent_on"]
    names = (
        "name",
        "unit_id",
        "personal_number",
        "birth_date",
        "phone",
        "landline",
        "language",
        "protected",
        "key_worker_id",
    )
    return {
        **_taken(content, *names),
        **_days(content, "phone_confirmed_on", "card_consent_on", "ended_on"),
        "personal_number_hash": ring().look_up("personal_number", number.replace("+", "")[-10:]) if number else None,
        "phone_hash": hashed_phone(content["phone"]),
        "landline_hash": hashed_phone(content["landline"]),
        "sms_detail": content["sms_detail"] or "none",
        "card_detail": content["card_detail"] if consent else None,
    }


def _relative(content: Content) -> dict[str, Any]:
    names = ("recipient_id", "name", "relation", "phone", "email", "language", "consent_basis", "may_see", "notices")
    return {
        **_taken(content, *names),
        **_days(content, "secrecy_consent_on", "data_consent_on", "consent_until"),
        "phone_hash": hashed_phone(content["phone"]),
        "email_hash": hashed_address(content["email"]) if content["email"] else None,
    }


def _decision(content: Content) -> dict[str, Any]:
    hours = content["hours_per_month"]
    days = ("decided_on", "starts_on", "ends_on", "interrupted_on", "resumed_on", "closed_on")
    return {
        **_taken(content, "recipient_id", "kind", "reason", "own_request", "closed_as"),
        **_days(content, *days),
        "hours_per_month": Decimal(hours) if hours else None,
    }


def _absence(content: Content) -> dict[str, Any]:
    return {
        **_taken(content, "recipient_id", "reason"),
        "from_on": _day(content["from"]),
        "to_on": _day(content["to"]),
    }


CURRENT: dict[str, Callable[[Content], dict[str, Any]]] = {
    "units": _unit, "services": _service, "workers": _worker, "recipients": _recipient, "relatives": _relative,
    "decisions": _decision, "absences": _absence,
}  # fmt: skip
"""Content of the revision in force → the columns of the table (but for the home, which is found apart)."""

SHOWN = {
    "units": ("name", "phone"),
    "services": ("name", "name_fi", "name_en", "public_label", "category"),
    "workers": ("shown_name", "title"),
}
"""Columns that the card of any home may show."""

ORDERED = {
    "decisions": (("starts_on", "ends_on"), ("interrupted_on", "resumed_on")),
    "absences": (("from", "to"),),
}
"""Pairs of days of which the second is not before the first."""
