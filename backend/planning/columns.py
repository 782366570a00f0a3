"""The tables of a plan package as data: contract section 3, column by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backend.planning import cells
from backend.planning.cells import Parser


@dataclass(frozen=True)
class Column:
    """A column: how a cell is read, and what an empty one means (`required`: the row is rejected)."""

    name: str
    parse: Parser = cells.text
    required: bool = False
    default: Any = None
    varied: bool = False
    """Nearly every row has another value: remembering what was parsed would only cost memory."""


def _must(name: str, parse: Parser = cells.text, varied: bool = False) -> Column:
    return Column(name, parse, required=True, varied=varied)


KEY = cells.outside_id
DETAILS = ("times", "names", "services")

TABLES: dict[str, tuple[Column, ...]] = {
    "units": (
        _must("unit_id", KEY), _must("name"), Column("provider"),
        Column("provider_kind", cells.choice("own", "external")), Column("district"),
        Column("steering", cells.choice("minutes", "frame", "trust"), default="minutes"), Column("phone", cells.phone),
    ),
    "services": (
        _must("service_id", KEY), _must("name"), Column("name_fi"), Column("name_en"), Column("public_label"),
        Column("category", cells.choice(
            "personal_care", "household", "meal", "supervision", "social", "alarm", "nursing")),
        Column("ksi_code"), Column("counts_for_continuity", cells.yes_no),
        Column("relatives_see", cells.choice("yes", "neutral", "never")),
    ),
    "workers": (
        _must("worker_id", KEY, varied=True), _must("name"), _must("unit_id", KEY), Column("title"),
        Column("phone", cells.phone), Column("email", cells.email),
        Column("employment", cells.choice("permanent", "hourly")), Column("languages", cells.languages),
        Column("shown_as", cells.choice("first_name", "full_name", "title", "alias"), default="first_name"),
        Column("alias"),
    ),
    "recipients": (
        _must("recipient_id", KEY, varied=True), _must("name", varied=True), _must("unit_id", KEY),
        Column("home_id", KEY, varied=True), Column("personal_number", cells.personal_number, varied=True),
        Column("birth_date", cells.day), Column("phone", cells.phone, varied=True),
        Column("phone_confirmed_on", cells.day), Column("landline", cells.phone, varied=True),
        Column("language", cells.language, default="sv"), Column("address", varied=True), Column("postal_code"),
        Column("city"), Column("latitude", cells.decimal(-90, 90), varied=True),
        Column("longitude", cells.decimal(-180, 180), varied=True),
        Column("sms_detail", cells.choice("none", *DETAILS)), Column("card_detail", cells.choice(*DETAILS)),
        Column("card_consent_on", cells.day), Column("protected", cells.yes_no, default=False),
        Column("key_worker_id", KEY), Column("ended_on", cells.day),
    ),
    "relatives": (
        _must("relative_id", KEY, varied=True), _must("recipient_id", KEY, varied=True), _must("name", varied=True),
        Column("relation"), Column("phone", cells.phone, varied=True), Column("email", cells.email, varied=True),
        Column("language", cells.language, default="sv"), Column("secrecy_consent_on", cells.day),
        Column("data_consent_on", cells.day), Column("consent_basis", cells.choice("self", "guardian", "future_power")),
        Column("consent_until", cells.day), Column("may_see", cells.choice(*DETAILS), default="times"),
        Column("notices", cells.choice("none", "changes", "all"), default="none"),
    ),
    "decisions": (
        _must("decision_id", KEY, varied=True), _must("recipient_id", KEY, varied=True), _must("kind"),
        _must("decided_on", cells.day), Column("hours_per_month", cells.decimal(0, 9999)),
        Column("starts_on", cells.day), Column("ends_on", cells.day), Column("interrupted_on", cells.day),
        Column("resumed_on", cells.day), Column("reason"), Column("own_request", cells.yes_no, default=False),
        Column("closed_on", cells.day), Column("closed_as"),
    ),
    "absences": (
        _must("recipient_id", KEY, varied=True), _must("from", cells.day), _must("to", cells.day), Column("reason"),
    ),
    "visits": (
        _must("visit_id", KEY, varied=True), _must("recipient_id", KEY), _must("date", cells.day),
        _must("window_start", cells.clock_time), _must("window_end", cells.clock_time),
        _must("duration_minutes", cells.whole(1, 1440)), _must("services", cells.outside_ids),
        Column("worker_ids", cells.outside_ids, default=()), Column("unit_id", KEY), Column("staff", cells.whole(1, 9)),
        Column("time_critical", cells.yes_no, default=False), Column("decision_id", KEY, varied=True),
        Column("cancelled", cells.yes_no, default=False), Column("cancel_reason"),
    ),
    "executions": (
        Column("visit_id", KEY, varied=True), _must("worker_id", KEY), _must("check_in", cells.instant),
        Column("check_out", cells.instant), Column("method", cells.choice("qr", "nfc", "phone", "app", "manual"),
                                                   default="app"),
        Column("recipient_id", KEY), Column("services", cells.outside_ids, default=()),
    ),
}  # fmt: skip
"""In the order in which they are taken in: what is referred to comes first."""

MASTER_TABLES = ("units", "services", "workers", "recipients", "relatives", "decisions", "absences")
