"""Boundaries: in order, and their stated rates hold on what they were not fitted on."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from lookalike.relevance.boundaries import boundaries, lower, upper
from lookalike.relevance.evidence import NOTHING, Evidence
from lookalike.search.levels import LEVELS

WEIGHTS = np.array([0.7, 0.3], np.float32)
SEEDS = 200
RATES = (0.9, 0.95, 0.99)


def cosines(chance: Generator, count: int, middle: float) -> np.ndarray:
    return np.clip(chance.normal(middle, 0.1, (count, 2)), -1, 1).astype(np.float32)


def draw(seed: int, count: int = 300) -> Evidence:
    """Of one world, whatever the seed."""
    chance = default_rng(seed)
    near, kin = (cosines(chance, count, middle)[:, None] for middle in (0.75, 0.7))
    typical = chance.normal(-1, 0.2, (count, 2)).astype(np.float32)
    copies, pairs = cosines(chance, count, 0.95), cosines(chance, 2 * count, 0.2)
    return Evidence(("a", "b"), near, typical, kin, np.ones(count, np.float32), copies, pairs, ())


@pytest.mark.parametrize("rate", RATES)
def test_the_stated_rates_hold_on_new_values_of_the_same_world(rate: float) -> None:
    shares = []
    for seed in range(SEEDS):
        bounds, new = boundaries(draw(seed), WEIGHTS, rate), draw(1000 + seed)
        assert bounds.same is not None
        shares.append(
            [
                np.mean(new.copies @ WEIGHTS >= bounds.same),
                np.mean(new.kin[:, 0] @ WEIGHTS >= bounds.similar),
                np.mean(new.pairs @ WEIGHTS < bounds.related),
            ]
        )
    assert np.mean(shares, axis=0) == pytest.approx([rate] * 3, abs=0.005)


@pytest.mark.parametrize("rate", RATES)
def test_no_more_own_queries_are_foreign_than_stated(rate: float) -> None:
    shares = []
    for seed in range(SEEDS):
        bounds, new = boundaries(draw(seed), WEIGHTS, rate), draw(1000 + seed)
        best, typical = new.near[:, 0] @ WEIGHTS, new.typical @ WEIGHTS
        pairs = zip(best.tolist(), typical.tolist(), strict=True)
        shares.append(np.mean([bounds.is_foreign(*pair) for pair in pairs]))
    assert np.mean(shares) <= 1 - rate
    assert np.mean(shares) > 0


def test_labels_count_the_same_however_many_pictures_they_have() -> None:
    values = np.concatenate([np.full(98, 0.9), [0.5, 0.4]]).astype(np.float32)
    shares = np.array([*[1 / 98] * 98, 0.5, 0.5], np.float32)
    assert lower(values, 0.3) == pytest.approx(0.9)
    assert lower(values, 0.3, shares) == pytest.approx(0.4)
    assert lower(values, 0.6, shares) == pytest.approx(0.9)
    same = default_rng(0).normal(size=50).astype(np.float32)
    assert lower(same, 0.1, np.full(50, 0.02, np.float32)) == lower(same, 0.1)


def test_levels_are_monotone_in_the_score() -> None:
    for seed in range(20):
        bounds = boundaries(draw(seed), WEIGHTS, 0.95)
        found = [LEVELS.index(bounds.level(score)) for score in np.linspace(1, -1, 400)]
        assert all(before <= after for before, after in pairwise(found))
        assert set(found) == {0, 1, 2, 3}


def test_boundaries_stay_in_order_where_chance_pairs_score_as_much_as_kin() -> None:
    mixed = draw(0)
    object.__setattr__(mixed, "pairs", cosines(default_rng(5), 300, 0.9))
    bounds = boundaries(mixed, WEIGHTS, 0.95)
    assert bounds.same is not None
    assert bounds.same >= bounds.similar >= bounds.related


def test_each_boundary_follows_the_weights() -> None:
    evidence = draw(3)
    evidence.kin[:, :, 1] -= 0.4
    both = [boundaries(evidence, np.array(w, np.float32), 0.95).similar for w in ((1, 0), (0, 1))]
    assert both[0] - both[1] == pytest.approx(0.4, abs=0.05)


def test_without_copies_no_score_is_the_same() -> None:
    evidence = draw(0)
    object.__setattr__(evidence, "copies", evidence.copies[:0])
    bounds = boundaries(evidence, WEIGHTS, 0.95)
    assert (bounds.same, bounds.level(1.0)) == (None, "similar")


def test_unused_candidates_are_nobodys_nearest() -> None:
    evidence = draw(0)
    padded = np.full((len(evidence.near), 3, 2), NOTHING, np.float32)
    padded[:, 1:2] = evidence.near
    before = boundaries(evidence, WEIGHTS, 0.95)
    object.__setattr__(evidence, "near", padded)
    assert boundaries(evidence, WEIGHTS, 0.95) == before


def test_a_copy_is_never_foreign() -> None:
    bounds = boundaries(draw(0), WEIGHTS, 0.95)
    assert not bounds.is_foreign(1.0, -1000.0)
    assert bounds.is_foreign(0.7, -1000.0)


@pytest.mark.parametrize("error", [0.01, 0.05, 0.1])
def test_conformal_bounds_are_wrong_no_more_often_than_stated(error: float) -> None:
    chance = default_rng(0)
    below, above = [], []
    for _ in range(4000):
        known, new = chance.normal(size=99).astype(np.float32), chance.normal()
        below.append(new < lower(known, error))
        above.append(new >= upper(known, error))
    assert np.mean(below) == pytest.approx(error, abs=0.008)
    assert np.mean(above) == pytest.approx(error, abs=0.008)
