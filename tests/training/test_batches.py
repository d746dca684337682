import itertools
from collections import Counter

import numpy as np
import pytest

from lookalike.errors import InputError
from lookalike.recipes.recipe import Batches
from lookalike.training.data.batches import Batcher

LABELS = np.repeat(np.arange(5), [40, 20, 10, 5, 2])


def batcher(**changes: object) -> Batcher:
    return Batcher(Batches(**changes), LABELS, seed=3)  # type: ignore[arg-type]


def test_balanced_batches_have_so_many_images_of_so_many_classes() -> None:
    for batch in batcher(kind="balanced", size=12, images=4).epoch(0):
        assert sorted(Counter(LABELS[batch.rows].tolist()).values()) == [4, 4, 4]


def test_balanced_batches_deal_each_image_of_a_class_before_any_twice() -> None:
    batches = list(batcher(kind="balanced", size=20, images=4, steps=10).epoch(0))
    rows = np.concatenate([batch.rows for batch in batches])
    assert set(Counter(rows[LABELS[rows] == 0].tolist()).values()) == {1}


def test_shuffled_batches_show_every_image_at_most_once_in_an_epoch() -> None:
    rows = np.concatenate([b.rows for b in batcher(kind="shuffled", size=10).epoch(0)])
    assert len(rows) == len(set(rows.tolist())) == 70


@pytest.mark.parametrize("kind", ["random-triplets", "built-triplets"])
def test_triplets_are_two_of_one_class_and_one_of_another(kind: str) -> None:
    for batch in batcher(kind=kind, size=16, steps=5, triplets=80).epoch(1):
        assert batch.triplets is not None
        anchor, positive, negative = (batch.rows[places] for places in batch.triplets)
        assert len(anchor) == 16
        assert (LABELS[anchor] == LABELS[positive]).all()
        assert (anchor != positive).all()
        assert (LABELS[anchor] != LABELS[negative]).all()


def test_built_triplets_are_the_same_in_every_epoch_in_another_order() -> None:
    made = batcher(kind="built-triplets", size=16, triplets=64)
    epochs = []
    for number in range(2):
        triples = [b.rows.reshape(3, -1).T.tolist() for b in made.epoch(number)]
        epochs.append([tuple(t) for t in itertools.chain.from_iterable(triples)])
    assert epochs[0] != epochs[1]
    assert Counter(epochs[0]) == Counter(epochs[1])


def test_fewer_built_triplets_than_a_batch_holds_are_one_batch() -> None:
    (batch,) = batcher(kind="built-triplets", size=16, triplets=5).epoch(0)
    assert len(batch.rows) == 15


@pytest.mark.parametrize("kind", ["balanced", "shuffled", "random-triplets"])
def test_the_same_seed_and_epoch_give_the_same_batches(kind: str) -> None:
    made = [list(batcher(kind=kind, size=12).epoch(e)) for e in (4, 4, 5)]
    first, again, other = ([b.rows.tolist() for b in batches] for batches in made)
    assert first == again != other


def test_steps_are_as_many_as_see_every_image_unless_said() -> None:
    assert batcher(kind="balanced", size=7).steps == 11
    assert batcher(kind="shuffled", size=7, steps=3).steps == 3


@pytest.mark.parametrize("steps", [3, 9, 40])
@pytest.mark.parametrize("kind", ["balanced", "shuffled", "random-triplets", "built-triplets"])
def test_an_epoch_has_as_many_steps_as_are_asked(kind: str, steps: int) -> None:
    dealt = list(batcher(kind=kind, size=8, images=4, triplets=72, steps=steps).epoch(0))
    assert len(dealt) == steps
    assert len({len(batch.rows) for batch in dealt}) == 1


def test_more_steps_than_images_go_on_in_another_order() -> None:
    first, *more = (b.rows for b in batcher(kind="shuffled", size=77, steps=3).epoch(0))
    for rows in more:
        assert sorted(rows.tolist()) == sorted(first.tolist())
        assert rows.tolist() != first.tolist()


def test_fewer_steps_stop_early_in_the_same_order() -> None:
    whole, some = (list(batcher(kind="shuffled", size=8, steps=s).epoch(0)) for s in (None, 4))
    assert [b.rows.tolist() for b in some] == [b.rows.tolist() for b in whole[:4]]


def test_an_unknown_kind_lists_those_that_there_are() -> None:
    with pytest.raises(InputError, match="balanced, shuffled"):
        batcher(kind="sorted")


def test_triplets_of_one_class_are_refused() -> None:
    with pytest.raises(InputError, match="two classes"):
        Batcher(Batches(kind="random-triplets"), np.zeros(9, np.int64), 0)


@pytest.mark.parametrize("kind", ["balanced", "shuffled"])
def test_views_deal_each_image_of_a_batch_again_beside_itself(kind: str) -> None:
    for batch in batcher(kind=kind, size=24, images=4, views=2).epoch(0):
        assert len(batch.rows) == 24
        assert (batch.rows[::2] == batch.rows[1::2]).all()


def test_processes_keep_the_views_of_a_class_together() -> None:
    batch = next(iter(batcher(kind="balanced", size=24, images=4, views=2).epoch(0)))
    assert batch.group == 8


def test_triplets_have_one_view() -> None:
    with pytest.raises(InputError, match="triplets have one view"):
        batcher(kind="random-triplets", views=2)
