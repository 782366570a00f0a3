"""How many recipients see who comes, when and for which service, through any channel: the mission, measured. Pure.

A channel shows nothing (0), when (1), when and who (2), or all three (3). What a relative sees does not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

NOTHING, WHEN, WHO, ALL = range(4)


@dataclass(frozen=True)
class Sees:
    """What one recipient sees by each channel."""

    unit_id: int
    card: int = NOTHING
    device: int = NOTHING
    texts: int = NOTHING

    @property
    def step(self) -> int:
        """The most that she sees by any."""
        return max(self.card, self.device, self.texts)


@dataclass(frozen=True)
class Share:
    """A unit's recipients by how much they see, and how many see all three by each channel."""

    unit_id: int
    people: int
    steps: tuple[int, int, int, int]
    """How many see nothing, when, when and who, all three."""
    by_card: int
    by_device: int
    by_texts: int

    @property
    def percent(self) -> int | None:
        """How many of a hundred see all three, rounded down: 100 is everybody. None where there is nobody."""
        return self.steps[ALL] * 100 // self.people if self.people else None


def shares(people: Iterable[Sees], unit_ids: Iterable[int]) -> dict[int, Share]:
    """Unit → its share, of each of these units."""
    by_unit: dict[int, list[Sees]] = {unit_id: [] for unit_id in unit_ids}
    for one in people:
        if one.unit_id in by_unit:
            by_unit[one.unit_id].append(one)
    return {unit_id: _share(unit_id, some) for unit_id, some in by_unit.items()}


def _share(unit_id: int, people: list[Sees]) -> Share:
    nothing, when, who, all_three = (sum(one.step == step for one in people) for step in range(4))
    return Share(
        unit_id, len(people), (nothing, when, who, all_three), sum(one.card == ALL for one in people),
        sum(one.device == ALL for one in people), sum(one.texts == ALL for one in people),
    )  # fmt: skip


def as_far_as_said(level: int, *, sayable: bool) -> int:
    """A level of a channel, where some of her services have no word there: then she does not see which."""
    return level if sayable else min(level, WHO)
