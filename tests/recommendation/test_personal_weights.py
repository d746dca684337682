"""The parts in which a person's items agree count for more; few items move the weights little."""

import numpy as np
import pytest

from lookalike.recommendation.background import Background
from lookalike.recommendation.interests import joined
from lookalike.recommendation.personal_weights import personal_weights
from lookalike.recommendation.sources import Source
from lookalike.types import Vectors
from tests.scattered import unit

PARTS = {"shape": slice(0, 8), "colour": slice(8, 16)}
WEIGHTS = {"shape": 0.5, "colour": 0.5}


def rows(count: int, colour: Vectors | None = None) -> Vectors:
    chance = np.random.default_rng(count)
    found = np.hstack([unit(chance.normal(size=(count, 8))) for _ in PARTS])
    if colour is not None:
        found[:, PARTS["colour"]] = colour
    return found.astype(np.float32)


BACKGROUND = Background(rows(200), PARTS, WEIGHTS)


def sources(vectors: Vectors) -> list[Source]:
    return [Source(row, 1.0, "like", None) for row in vectors]


def test_who_likes_one_colour_in_all_shapes_is_asked_by_colour() -> None:
    red = rows(1)[0, PARTS["colour"]]
    found = [personal_weights(sources(rows(n, red)), BACKGROUND)["colour"] for n in (1, 2, 5, 12)]
    assert found == sorted(found)
    assert found[0] == 0.5
    assert found[-1] > 0.8
    assert sum(personal_weights(sources(rows(5, red)), BACKGROUND).values()) == pytest.approx(1)


def test_items_that_agree_in_nothing_leave_the_weights() -> None:
    assert personal_weights(sources(rows(12)), BACKGROUND)["colour"] == pytest.approx(0.5, abs=0.2)


def test_groups_equal_average_linkage_written_out() -> None:
    similar = np.array([[1, 0.9, 0.2], [0.9, 1, 0.4], [0.2, 0.4, 1]], np.float32)
    assert joined(similar, 0.5, 0.0) == [[0, 1], [2]]
    assert joined(similar, 0.31, 0.0) == [[0, 1], [2]]  # the mean is .3
    assert joined(similar, 0.29, 0.0) == [[0, 1, 2]]
    four = np.eye(4, dtype=np.float32)
    assert joined(four, 0.5, 0.5) == [[0], [1], [2], [3]]
    assert len(joined(four, 0.5, -0.1)) == 3


def test_levels_are_those_of_the_pairs() -> None:
    scaled = BACKGROUND.rows * np.sqrt(0.5)
    pairs = (scaled @ scaled.T)[np.triu_indices(200, 1)]
    same, near = BACKGROUND.levels(WEIGHTS)
    assert same == pytest.approx(np.quantile(pairs, 0.95), abs=0.03)
    assert near == pytest.approx(np.quantile(pairs, 0.75), abs=0.03)
    assert BACKGROUND.usual["shape"] == pytest.approx(0, abs=0.02)
