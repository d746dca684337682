"""Pages are pieces of one list, whichever of equal hits a store gives first."""

from collections.abc import Callable, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lookalike.search.best import best
from lookalike.types import Hit, Item

Find = Callable[[int], Sequence[Hit]]

SCORES = st.lists(
    st.sampled_from([0.9, 0.5, 0.5 - 1e-8, 0.5 + 1e-8, 0.25, 0.1, -0.3]), min_size=1, max_size=60
)


def careless(hits: Sequence[Hit], seed: int) -> Find:
    """A store with scores of float32: near ones come in another order each time."""
    rng = np.random.default_rng(seed)

    def find(count: int) -> Sequence[Hit]:
        return sorted(hits, key=lambda hit: -hit.score + rng.uniform(-1e-7, 1e-7))[:count]

    return find


@given(SCORES, st.integers(1, 30), st.integers(0, 99), st.sets(st.integers(0, 20), max_size=15))
def test_pages_make_the_whole_list(
    scores: list[float], size: int, seed: int, out: set[int]
) -> None:
    hits = [Hit(Item(f"i{i:02}", "/"), score, {}) for i, score in enumerate(scores)]
    left_out = {f"i{i:02}" for i in out}
    expected = sorted(
        (hit for hit in hits if hit.item.id not in left_out),
        key=lambda hit: (-hit.score, hit.item.id),
    )
    find = careless(hits, seed)
    pages = [best(at + size, left_out, find)[at : at + size] for at in range(0, len(hits), size)]
    assert [hit for page in pages for hit in page] == expected


def test_where_scores_differ_one_more_is_looked_at() -> None:
    hits = [Hit(Item(f"i{i:03}", "/"), 1 - i / 1000, {}) for i in range(900)]
    asked: list[int] = []

    def find(count: int) -> Sequence[Hit]:
        asked.append(count)
        return hits[:count]

    best(10, {"i004"}, find)
    assert asked == [12]


def test_of_many_excluded_ids_few_are_expected_among_the_best() -> None:
    hits = [Hit(Item(f"i{i:03}", "/"), 1 - i / 1000, {}) for i in range(900)]
    asked: list[int] = []

    def find(count: int) -> Sequence[Hit]:
        asked.append(count)
        return hits[:count]

    far, near = {f"i{i:03}" for i in range(700, 900)}, {f"i{i:03}" for i in range(200)}
    assert best(10, far, find)[:10] == hits[:10]
    assert best(10, near, find)[:10] == hits[200:210]
    assert asked == [19, 19, 211]
