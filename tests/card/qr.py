"""Reads a clean QR code (ISO/IEC 18004): enough to prove what a printed code says. Byte mode, level Q."""

from __future__ import annotations

from collections.abc import Iterator

Modules = tuple[tuple[bool, ...], ...]
LEVELS = {0b01: "L", 0b00: "M", 0b11: "Q", 0b10: "H"}
MASKS = (
    lambda x, y: (x + y) % 2 == 0,
    lambda x, y: y % 2 == 0,
    lambda x, y: x % 3 == 0,
    lambda x, y: (x + y) % 3 == 0,
    lambda x, y: (y // 2 + x // 3) % 2 == 0,
    lambda x, y: x * y % 2 + x * y % 3 == 0,
    lambda x, y: (x * y % 2 + x * y % 3) % 2 == 0,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2 == 0,
)
CENTRES = {1: [], 2: [6, 18], 3: [6, 22], 4: [6, 26], 5: [6, 30], 6: [6, 34], 7: [6, 22, 38]}
BLOCKS = {1: [13], 2: [22], 3: [17, 17], 4: [24, 24], 5: [15, 15, 16, 16], 6: [19] * 4, 7: [14] * 2 + [15] * 4}
"""Data bytes of each block at level Q."""


def read(modules: Modules) -> tuple[str, str]:
    """The level and the text of a code without its quiet zone, up to version 7."""
    bits = sum(dark << place for place, dark in enumerate([modules[8][0], modules[8][1]][::-1]))
    mask = sum(modules[8][x] << (4 - x) for x in (2, 3, 4)) ^ 0b101
    level = LEVELS[bits ^ 0b10]
    stream = "".join(str(int(modules[y][x] ^ MASKS[mask](x, y))) for x, y in _path(len(modules)))
    data = "".join(f"{byte:08b}" for byte in _in_order(stream, BLOCKS[(len(modules) - 17) // 4]))
    assert data[:4] == "0100", "not in byte mode"
    length = int(data[4:12], 2)
    return level, bytes(int(data[12 + 8 * n : 20 + 8 * n], 2) for n in range(length)).decode()


def _in_order(stream: str, blocks: list[int]) -> Iterator[int]:
    taken = iter(int(stream[start : start + 8], 2) for start in range(0, 8 * sum(blocks), 8))
    found: list[list[int]] = [[] for _ in blocks]
    for place in range(max(blocks)):
        for block, size in zip(found, blocks, strict=True):
            if place < size:
                block.append(next(taken))
    for block in found:
        yield from block


def _path(size: int) -> Iterator[tuple[int, int]]:
    columns = [*range(size - 1, 6, -2), 5, 3, 1]
    for turn, right in enumerate(columns):
        for y in range(size) if turn % 2 else range(size - 1, -1, -1):
            for x in (right, right - 1):
                if not _fixed(x, y, size):
                    yield x, y


def _fixed(x: int, y: int, size: int) -> bool:
    version = (size - 17) // 4
    corner = (x < 9 and y < 9) or (x < 9 and y >= size - 8) or (x >= size - 8 and y < 9)
    if corner or x == 6 or y == 6:
        return True
    if version >= 7 and ((x >= size - 11 and y < 6) or (y >= size - 11 and x < 6)):
        return True
    centres = CENTRES[version]
    return any(
        abs(x - cx) <= 2 and abs(y - cy) <= 2
        for cx in centres
        for cy in centres
        if (cx, cy) not in {(6, 6), (6, size - 7), (size - 7, 6)}
    )
