"""Rank hits by score, then by id, so that pages are consistent."""

from collections.abc import Callable, Collection, Sequence
from typing import Protocol, TypeVar

from lookalike.types import Item

CLOSE = 3e-6  # a store's float32 score and ours differ by less: by 1e-7 and below, as measured
FEW_OUT = 8  # of many ids to exclude, how many are expected among the best
MORE = 16  # times as many more are looked at where equal ones may be missing


class Scored(Protocol):
    """A hit, or what has one."""

    @property
    def item(self) -> Item:
        """The item that was found."""

    @property
    def score(self) -> float:
        """By which it is ranked."""


T = TypeVar("T", bound=Scored)


def best(end: int, left_out: Collection[str], find: Callable[[int], Sequence[T]]) -> list[T]:
    """
    Return the `end` best hits in order, and maybe some after them; all if there are fewer.

    `find(n)` returns the n hits with the largest scores, with ties in any order; so more are
    requested until a clearly lower score appears. `left_out` are ids to exclude.
    """
    more, out = 1, min(len(left_out), FEW_OUT)
    while True:
        wanted = end + out + more
        found = sorted(find(wanted), key=rank)
        hits = [hit for hit in found if hit.item.id not in left_out]
        if len(found) < wanted:
            return hits
        if len(hits) < end:
            out = len(left_out)
        elif hits[end - 1].score > found[-1].score + CLOSE:
            return hits
        else:
            more *= MORE


def rank(hit: Scored) -> tuple[float, str]:
    """Return what hits are sorted by: the largest score first, then the id."""
    return -hit.score, hit.item.id
