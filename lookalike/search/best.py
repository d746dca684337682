"""Rank hits by score, then by id, so that pages are consistent."""

from collections.abc import Callable, Collection, Sequence

from lookalike.types import Hit

CLOSE = 3e-6  # a store's float32 score and ours differ by less: by 1e-7 and below, as measured
MORE = 16  # times as many more are looked at where equal ones may be missing


def best(end: int, left_out: Collection[str], find: Callable[[int], Sequence[Hit]]) -> list[Hit]:
    """
    The `end` best hits in order, and maybe some after them; all where there are fewer.

    `find(n)` gives the n hits of largest score, but of equal scores any; so it is asked for more
    until one that is clearly worse has been seen. `left_out` are ids that shall not be among them.
    """
    more = 1
    while True:
        wanted = end + len(left_out) + more
        found = sorted(find(wanted), key=lambda hit: (-hit.score, hit.item.id))
        hits = [hit for hit in found if hit.item.id not in left_out]
        if len(found) < wanted or hits[end - 1].score > found[-1].score + CLOSE:
            return hits
        more *= MORE
