"""Parse the boxes of HEIC, AVIF and JPEG 2000 files (ISO/IEC 14496-12)."""

from collections.abc import Iterator
from typing import NamedTuple

FULL_BOX = 4  # bytes of version and flags at the start of some boxes
_MOST = 10_000  # boxes in one container; real files have a few, however many tiles


class Box(NamedTuple):
    """The four-letter type of a box, and the range of its content."""

    kind: bytes
    start: int
    end: int


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes from `start` to `end`, in order; stops at one that is cut off."""
    for _ in range(_MOST):
        if start + 8 > end:
            return
        size, head = int.from_bytes(data[start : start + 4]), 8
        if size == 1:  # a 64-bit length follows
            size, head = int.from_bytes(data[start + 8 : start + 16]), 16
        elif size == 0:  # extends to the end
            size = end - start
        if size < head or start + size > end:
            return
        yield Box(data[start + 4 : start + 8], start + head, start + size)
        start += size


def inside(data: bytes, box: Box, *, skip: int = 0) -> dict[bytes, Box]:
    """Return the boxes within a box, after `skip` bytes, by type; the first one of each type."""
    found: dict[bytes, Box] = {}
    for child in boxes(data, box.start + skip, box.end):
        found.setdefault(child.kind, child)
    return found


def picture_size(data: bytes, start: int) -> tuple[int, int]:
    """Return the width and height in an `ispe` box whose content begins at `start`."""
    at = start + FULL_BOX
    return int.from_bytes(data[at : at + 4]), int.from_bytes(data[at + 4 : at + 8])
