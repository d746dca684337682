"""Weights of parts: the parts are made so that one of them tells the labels apart."""

import numpy as np
import pytest

from lookalike.evaluation.metrics import judge, precision_at_k, rank
from lookalike.evaluation.part_weights import best_weights, part_similarities, precisions

RNG = np.random.default_rng(0)
LABELS = np.repeat(np.arange(6), 20)
CENTRES = RNG.normal(size=(6, 8))
TELLING = CENTRES[LABELS] + 0.3 * RNG.normal(size=(120, 8))
HALF = CENTRES[LABELS][:, ::-1] + 1.5 * RNG.normal(size=(120, 8))
NOISE = RNG.normal(size=(120, 8))
PARTS = [slice(0, 8), slice(8, 16), slice(16, 24)]
SAME = LABELS[:, None] == LABELS[None]
ITSELF = np.arange(120)


def vectors(*parts: np.ndarray) -> np.ndarray:
    units = [part / np.linalg.norm(part, axis=1, keepdims=True) for part in parts]
    return np.concatenate(units, axis=1).astype(np.float32)


ROWS = vectors(NOISE, TELLING, HALF)
SIMILARITIES = part_similarities(ROWS, ROWS, PARTS)


def mean(weights: tuple[float, ...]) -> float:
    return float(precisions(SIMILARITIES, weights, SAME, ITSELF).mean())


@pytest.mark.parametrize("weights", [(1.0, 0.0, 0.0), (0.2, 0.3, 0.5)])
def test_precisions_are_those_of_the_weighted_vectors(weights: tuple[float, ...]) -> None:
    scaled = ROWS * np.sqrt(np.repeat(weights, 8)).astype(np.float32)
    judged = judge(rank(scaled, scaled, exclude_self=True), LABELS, LABELS, exclude_self=True)
    found = precisions(SIMILARITIES, weights, SAME, ITSELF)
    assert found == pytest.approx(precision_at_k(judged, 5))


def test_the_part_that_tells_labels_apart_gets_the_weight() -> None:
    best = best_weights(SIMILARITIES, SAME, ITSELF, (1 / 3, 1 / 3, 1 / 3))
    assert best[1] > 0.6
    assert sum(best) == pytest.approx(1)
    assert min(best) >= 0


def test_no_division_in_tenths_is_better() -> None:
    best = best_weights(SIMILARITIES, SAME, ITSELF, (1.0, 0.0, 0.0))
    for first in range(11):
        for second in range(11 - first):
            assert mean(best) >= mean((first / 10, second / 10, (10 - first - second) / 10))


def test_weights_that_nothing_betters_are_left() -> None:
    alike = np.stack([SIMILARITIES[1]] * 2)
    assert best_weights(alike, SAME, ITSELF, (0.123, 0.877)) == (0.123, 0.877)


def test_a_gallery_of_three_has_two_places() -> None:
    rows = vectors(TELLING[:3], TELLING[:3])
    similarities = part_similarities(rows, rows, [slice(0, 8), slice(8, 16)])
    assert precisions(similarities, (0.5, 0.5), SAME[:3, :3], ITSELF[:3]).tolist() == [1, 1, 1]
