"""The number of events that were recorded, and what was left out."""

from collections.abc import Iterable
from typing import Self


class Recorded(int):
    """The number of recorded events: an int that also tells of unknown items."""

    unknown: int
    """Number of events that were left out, since no item has their id."""
    example: str
    """One of these ids; empty if there is none."""

    def __new__(cls, count: int, unknown: int = 0, example: str = "") -> Self:
        """Make it from the number of events, and of those of unknown items."""
        made = super().__new__(cls, count)
        made.unknown, made.example = unknown, example
        return made

    @property
    def remark(self) -> str:
        """A sentence about the unknown items; empty if there is none."""
        if not self.unknown:
            return ""
        events = "1 event was" if self.unknown == 1 else f"{self.unknown:,} events were"
        return f"{events} left out, of items that the collection does not have, as {self.example!r}"


def total(parts: Iterable[Recorded]) -> Recorded:
    """Return the sum of several."""
    every = list(parts)
    example = next((one.example for one in every if one.example), "")
    return Recorded(sum(every), sum(one.unknown for one in every), example)
