"""An outlier has nothing like it; a hub is among the nearest of very many."""

import numpy as np

from lookalike.health.neighbours import Neighbours, nearest
from lookalike.health.standing import hubs, occurrences, outliers
from lookalike.types import Vectors


def unit(rows: Vectors) -> Vectors:
    made: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return made


def among(rows: Vectors) -> Neighbours:
    return nearest(lambda: iter([rows]), len(rows))


def crowd(count: int) -> Vectors:
    rng = np.random.default_rng(0)
    return unit(np.eye(1, 16) + rng.normal(scale=0.1, size=(count, 16)))


def test_what_nothing_is_like_is_an_outlier() -> None:
    rows = crowd(100)
    rows[7] = -rows[7]
    rows[9] = unit(np.eye(1, 16, 3))[0]
    assert [row for row, _ in outliers(among(rows))] == [7, 9]
    assert all(row not in (7, 9) for row, _ in outliers(among(crowd(100))))


def test_of_few_or_equal_items_none_is_an_outlier_or_a_hub() -> None:
    few = crowd(20)
    few[3] = -few[3]
    equal = np.repeat(crowd(1), 50, axis=0)
    for rows in (few, equal):
        assert outliers(among(rows)) == []
    assert hubs(among(few)) == []


def test_what_is_somewhat_like_all_is_a_hub() -> None:
    noise = np.random.default_rng(0).normal(scale=0.02, size=(200, 101))
    pairs = np.repeat(np.eye(100, 101), 2, axis=0) + noise  # each like its twin, then the middle
    near = among(unit(np.concatenate([np.ones((1, 101)), pairs])))
    assert hubs(near) == [(0, 200)]
    assert occurrences(near)[0] == 200
    assert occurrences(near).sum() == 201 * 10
    assert hubs(among(unit(pairs))) == []
