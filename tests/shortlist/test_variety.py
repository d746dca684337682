"""Hits in an order of variety: a hand-worked case, and the ends of the scale."""

import numpy as np

from lookalike.shortlist.ranking import Ranked
from lookalike.shortlist.variety import by_variety
from lookalike.stores.base import Record
from lookalike.types import Hit, Item

PARTS = {"a": slice(0, 2), "b": slice(2, 3)}
QUERY = np.array([1, 0, 0], np.float32)  # the part b has no weight


def ranked(name: str, x: float, y: float) -> Ranked:
    item = Item(name, f"/{name}")
    return Ranked(Hit(item, x, {"a": x}), Record(item, vector=np.array([x, y, 1], np.float32)))


# Two on one side of the query, one on the other: the scores are .8, .8 and .6.
ONE, TWIN, OTHER = ranked("one", 0.8, 0.6), ranked("twin", 0.8, 0.6), ranked("other", 0.6, -0.8)


def names(diverse: float) -> list[str]:
    return [one.item.id for one in by_variety([ONE, TWIN, OTHER], diverse, PARTS, QUERY)]


def test_a_twin_comes_after_what_is_unlike_the_first() -> None:
    # After "one": the twin is worth .7 * .8 - .3 * 1 = .26, the other .7 * .6 - .3 * 0 = .42.
    assert names(0.3) == ["one", "other", "twin"]


def test_little_variety_keeps_the_order() -> None:
    # The twin is worth .9 * .8 - .1 = .62, the other .9 * .6 = .54.
    assert names(0.1) == ["one", "twin", "other"]


def test_equal_ones_keep_their_rank() -> None:
    assert names(1.0) == ["one", "other", "twin"]
    pool = [ranked(name, 0.8, 0.6) for name in "dbca"]
    assert by_variety(pool, 1.0, PARTS, QUERY) == pool


def test_nothing_has_an_order_too() -> None:
    assert by_variety([], 0.5, PARTS, QUERY) == []
