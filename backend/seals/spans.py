"""Runs of ids, "1-500,503": sorted, apart, both ends included. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

Span = tuple[int, int]


def parse(text: str) -> list[Span]:
    """The runs written in `text`. Raises ValueError for what is no such list."""
    parts = [part.partition("-") for part in text.split(",")] if text else []
    return [(int(first), int(last or first)) for first, _, last in parts]


def write(spans: Iterable[Span]) -> str:
    """The runs as text."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def of(ids: Iterable[int]) -> list[Span]:
    """The runs of ids in any order."""
    return joined((one, one) for one in ids)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Runs in any order, as few as can say the same."""
    result: list[Span] = []
    for first, last in sorted(spans):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return result


def without(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """The ids of `spans` that are not in `taken`; both sorted and apart."""
    result, place = [], 0
    for first, last in spans:
        while place < len(taken) and taken[place][1] < first:
            place += 1
        start, at = first, place
        while at < len(taken) and taken[at][0] <= last:
            if start < taken[at][0]:
                result.append((start, taken[at][0] - 1))
            start, at = taken[at][1] + 1, at + 1
        if start <= last:
            result.append((start, last))
    return result


def count(spans: Iterable[Span]) -> int:
    """How many ids there are."""
    return sum(last - first + 1 for first, last in spans)


def ids(spans: Iterable[Span]) -> Iterator[int]:
    """Each id, in order."""
    for first, last in spans:
        yield from range(first, last + 1)


def groups(spans: Sequence[Span], at_most: int, spread: int) -> Iterator[list[Span]]:
    """The runs in groups of at most `spread` runs and `at_most` ids, long runs cut."""
    group: list[Span] = []
    room = at_most
    for first, last in spans:
        start = first
        while start <= last:
            if not room or len(group) == spread:
                yield group
                group, room = [], at_most
            end = min(last, start + room - 1)
            group.append((start, end))
            room -= end - start + 1
            start = end + 1
    if group:
        yield group
