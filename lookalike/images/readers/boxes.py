"""Parse the boxes of HEIC, AVIF and JPEG 2000 files (ISO/IEC 14496-12)."""

from collections.abc import Iterator
from typing import NamedTuple

_MOST = 10_000  # boxes beside each other; a real file has a few, and a tile of a picture none


class Box(NamedTuple):
    """A box's four letters, and where its content lies in the bytes."""

    kind: bytes
    start: int
    end: int


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes from `start` to `end`, one after the other; ends where one is cut."""
    for _ in range(_MOST):
        if start + 8 > end:
            return
        size, head = int.from_bytes(data[start : start + 4]), 8
        if size == 1:  # more than 32 bits hold
            size, head = int.from_bytes(data[start + 8 : start + 16]), 16
        elif size == 0:  # up to the end
            size = end - start
        if size < head or start + size > end:
            return
        yield Box(data[start + 4 : start + 8], start + head, start + size)
        start += size


def inside(data: bytes, box: Box, *, skip: int = 0) -> dict[bytes, Box]:
    """The boxes within a box, after `skip` bytes of its own; of one kind the first."""
    found: dict[bytes, Box] = {}
    for child in boxes(data, box.start + skip, box.end):
        found.setdefault(child.kind, child)
    return found
