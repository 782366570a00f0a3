"""Everything about one person in one document (registerutdrag, GDPR art. 15): described, readable, sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backend.privacy.labels import LABELS, shown
from backend.privacy.parts import KINDS, PARTS, RECIPIENT, RELATIVE, Part
from backend.privacy.values import Names
from schema import clock
from schema.db import db, table_of
from schema.tables import Recipient, Relative, Worker

FORMAT = "vem-kommer-extract/1"
ABOUT = (
    "Kommunen behandlar uppgifterna för att planera, utföra och följa upp hemtjänst, och för att du ska kunna se vem "
    "som kommer, när och för vilken insats. Grunden är socialtjänstlagen, offentlighets- och sekretesslagen och "
    "artikel 6.1 c och e samt 9.2 h i dataskyddsförordningen. Det som du har valt själv, som sms, vilar på ditt "
    "samtycke, och du kan ta tillbaka det när du vill.",
    "Uppgifterna kommer från kommunens planeringssystem, från medarbetarnas in- och utloggningar och från dig. De "
    "lämnas till den operatör som skickar sms och samtal om du har bett om det, och till anhöriga om du har samtyckt.",
    "De sparas i fem år efter den sista anteckningen, i enskild verksamhet två år, och tas sedan bort senast under "
    "kalenderåret därefter. Texten i meddelanden tas bort efter några månader.",
    "Du kan begära att få fel rättade, invända mot behandlingen och klaga hos Integritetsskyddsmyndigheten (IMY).",
)
"""What the regulation asks to be told beside the data itself."""
_MODELS = {"recipient": Recipient, "relative": Relative, "worker": Worker}


@dataclass(frozen=True)
class About:
    """Whom an extract is about."""

    kind: str
    id: int
    source: str
    outside_id: str
    name: str
    unit_id: int
    recipient_id: int | None


def about(kind: str, row_id: int) -> About | None:
    """The person of a kind (recipient, relative, worker) by row id; None when there is none. Asks no scope."""
    model: Any = _MODELS[kind]
    row = db.session.get(model, row_id)
    if row is None:
        return None
    recipient_id = row.id if kind == RECIPIENT else row.recipient_id if kind == RELATIVE else None
    unit_id = db.session.get_one(Recipient, row.recipient_id).unit_id if kind == RELATIVE else row.unit_id
    return About(kind, row.id, row.source, row.outside_id, row.name, unit_id, recipient_id)


def find(kind: str, source: str, outside_id: str) -> About | None:
    """The person of a kind by her id in the plan of a source."""
    model: Any = _MODELS[kind]
    chosen = select(model.id).where(model.source == source, model.outside_id == outside_id, model.revision > 0)
    row_id = db.session.scalar(chosen)
    return about(kind, row_id) if row_id is not None else None


def document(person: About, municipality: str, reason: str) -> dict[str, Any]:
    """Everything that stands about a person, table by table; `reason` is why it was taken out."""
    names = Names()
    sections = []
    for part in PARTS:
        if person.kind in part.of:
            columns = columns_of(part)
            rows = [
                _withheld(person, {name: names.value(name, value) for name, value in zip(columns, row, strict=True)})
                for row in _rows(part, columns, person)
            ]
            sections.append(_section(part, columns, rows))
    return {
        "format": FORMAT,
        "municipality": municipality,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "about": {"kind": person.kind, "source": person.source, "id": person.outside_id, "name": person.name},
        "reason": reason,
        "processing": list(ABOUT),
        "sections": sections,
    }


def _withheld(person: About, row: dict[str, Any]) -> dict[str, Any]:
    """A row without what is her relative's alone: how to reach the relative."""
    if person.kind == RECIPIENT and row.get("kind") == "relatives":
        row["content"] = {name: value for name, value in row["content"].items() if name not in ("phone", "email")}
    return row


def columns_of(part: Part) -> list[str]:
    """The columns of a part that are handed out, in the table's order."""
    return [
        column.name for column in table_of(part.model).columns if shown(column.name) and column.name not in part.hide
    ]


def _section(part: Part, columns: list[str], rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "table": part.model.__tablename__,
        "title": part.title,
        "meaning": part.meaning,
        "columns": {name: LABELS.get(name, name) for name in columns},
        "rows": rows,
    }


def _rows(part: Part, columns: list[str], person: About) -> Iterator[Any]:
    table = table_of(part.model)
    chosen = select(*(table.c[name] for name in columns)).where(part.of[person.kind](person.id))
    yield from db.session.execute(chosen.order_by(*table.primary_key))


assert set(_MODELS) == set(KINDS)
