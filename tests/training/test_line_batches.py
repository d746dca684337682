import itertools
from collections import Counter

import numpy as np

from lookalike.recipes.recipe import Batches
from lookalike.training.data.batches import Batch
from lookalike.training.data.line_batches import LineBatcher

LINES = np.random.default_rng(0).permuted(np.tile(np.arange(12), (50, 1)), axis=1)
SAME = np.arange(50) % 3 == 0
NO_PAIRS = np.empty(0, np.intp)


def deal(width: int, epoch: int = 0, **changes: object) -> list[Batch]:
    recipe = Batches(**({"kind": "shuffled", "size": 8} | changes))  # type: ignore[arg-type]
    same = SAME if width == 2 else None
    return list(LineBatcher(recipe, LINES[:, :width], same, seed=3).epoch(epoch))


def triplets(batches: list[Batch]) -> list[tuple[int, ...]]:
    """Rows of the images, line by line."""
    found = [np.stack([b.rows[p] for p in b.triplets or ()], axis=1).tolist() for b in batches]
    return [tuple(line) for line in itertools.chain.from_iterable(found)]


def test_an_epoch_deals_each_triplet_at_most_once_as_it_is_given() -> None:
    dealt = Counter(triplets(deal(3)))
    assert sum(dealt.values()) == 48
    assert dealt - Counter(map(tuple, LINES[:, :3].tolist())) == Counter()


def test_an_image_of_several_lines_is_embedded_once() -> None:
    for batch in deal(3):
        assert len(set(batch.rows.tolist())) == len(batch.rows) <= 12


def test_pairs_are_dealt_alike_ones_first() -> None:
    known = {(a, b): bool(s) for (a, b), s in zip(LINES[:, :2].tolist(), SAME, strict=True)}
    for batch in deal(2):
        assert batch.triplets is not None
        sides = [batch.rows[places].tolist() for places in batch.triplets]
        assert len(sides[0]) + len(sides[2]) == 8
        twice = {pair for pair in known if (LINES[:, :2] == pair).all(axis=1).sum() > 1}
        assert all(known[p] for p in zip(sides[0], sides[1], strict=True) if p not in twice)
        assert not any(known[p] for p in zip(sides[2], sides[3], strict=True) if p not in twice)


def test_more_steps_than_lines_deal_all_lines_before_any_again() -> None:
    dealt = triplets(deal(3, size=25, steps=4))
    assert Counter(dealt[:50]) == Counter(dealt[50:]) == Counter(map(tuple, LINES[:, :3].tolist()))


def test_fewer_lines_than_a_batch_are_one_batch() -> None:
    assert [len(b.triplets[0]) for b in deal(3, size=80) if b.triplets] == [50]


def test_the_same_seed_and_epoch_deal_the_same() -> None:
    first, again, other = (triplets(deal(3, epoch)) for epoch in (4, 4, 5))
    assert first == again != other
