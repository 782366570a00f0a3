"""What a check of the chains finds: the faults, each named; the first in order; how many of each kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

LISTED = 100
"""Faults that are named; all are counted."""
SAYS = {
    "changed": "raden har ändrats: innehållet är inte det som kontrollsumman gäller",
    "removed": "raden är borttagen utan att någon gallring har undertecknat det",
    "inserted": "raden har satts in utanför tjänsten",
    "copied": "raden är en kopia av en annan rad",
    "moved": "raden är flyttad eller utbytt: en annan rad förseglades på den här platsen",
    "unsealed": "raden är äldre än ett dygn och har inget sigill",
    "seal_missing": "sigillet saknas: kedjan är avbruten",
    "seal_changed": "sigillet har ändrats eller är gjort utan tjänstens nyckel",
    "head_missing": "dagens undertecknade slutpunkt saknas",
    "head_changed": "den undertecknade slutpunkten har ändrats eller är gjord utan tjänstens nyckel",
    "truncated": "kedjan slutar före den undertecknade slutpunkten, eller är gjord om efter den",
    "cut_off": "sigillet som loggen minns saknas eller är ett annat: kedjan är avkortad",
    "removal_forged": "gallringsposten är inte undertecknad av tjänsten, eller gäller andra rader än de som fanns",
    "published_foreign": "den publicerade slutpunkten är inte undertecknad av den här tjänsten",
}
"""Each kind of fault in a plain sentence."""


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was written. `id` is the row's id, a seal's number or a head's date."""

    kind: str
    table: str
    id: str
    detail: str = ""

    @property
    def text(self) -> str:
        """The fault in one sentence, naming table and row."""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.table} {self.id}: {SAYS[self.kind]}{detail}"


@dataclass
class Chain:
    """What was seen of one chain, in rows but for `seals`."""

    seals: int = 0
    sealed: int = 0
    erased: int = 0
    waiting: int = 0
    """Rows with no seal yet, younger than a day."""


@dataclass
class Findings:
    """What a check found."""

    at: datetime
    chains: dict[str, Chain] = field(default_factory=dict)
    heads: int = 0
    published: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    listed: list[Fault] = field(default_factory=list)

    def add(self, kind: str, table: str, row_id: object, detail: str = "") -> None:
        """Count a fault, and name it while there is room."""
        self.faults[kind] += 1
        if len(self.listed) < LISTED:
            self.listed.append(Fault(kind, table, str(row_id), detail))

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.faults

    @property
    def first(self) -> Fault | None:
        """The first fault in the order of the chains."""
        return self.listed[0] if self.listed else None

    def document(self) -> dict[str, Any]:
        """All of it for JSON."""
        named = [{**asdict(fault), "text": fault.text} for fault in self.listed]
        return {
            "sound": self.sound, "at": self.at.isoformat(),
            "chains": {name: asdict(chain) for name, chain in self.chains.items()},
            "heads": self.heads, "published": self.published, "faults": dict(self.faults),
            "first": named[0] if named else None, "listed": named,
        }  # fmt: skip
