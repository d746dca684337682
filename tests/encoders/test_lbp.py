"""Binary patterns equal plain loops."""

import numpy as np
import pytest

from lookalike.encoders.classical.foreground import centre_prior
from lookalike.encoders.classical.lbp import (
    BINS,
    NEIGHBOURS,
    NOISE,
    SPREAD,
    UNIFORM,
    halve,
    pattern_histograms,
    patterns,
)

SIDE = 12


@pytest.fixture
def plane() -> np.ndarray:
    return np.random.default_rng(6).random((SIDE, SIDE), dtype=np.float32)


def slow_pattern(plane: np.ndarray, row: int, column: int) -> str:
    """Eight marks around a pixel: is that neighbour brighter by more than the noise?"""
    centre = plane[row, column] + np.float32(NOISE)
    return "".join("01"[int(plane[row + r, column + c] > centre)] for r, c in NEIGHBOURS)


def changes(marks: str) -> int:
    return sum(a != b for a, b in zip(marks, marks[1:] + marks[0], strict=True))


def test_neighbours_go_once_around_the_circle() -> None:
    steps = np.diff([*NEIGHBOURS, NEIGHBOURS[0]], axis=0)
    assert np.abs(steps).sum(axis=1).tolist() == [1] * 8


def test_only_uniform_patterns_have_bins_of_their_own() -> None:
    shared = [f"{code:08b}" for code in range(256) if UNIFORM[code] == BINS - 1]
    assert len(set(UNIFORM)) == BINS
    assert all(changes(marks) > 2 for marks in shared)


def test_patterns_equal_a_loop(plane: np.ndarray) -> None:
    inner = range(1, SIDE - 1)
    codes = [[int(slow_pattern(plane, r, c)[::-1], 2) for c in inner] for r in inner]
    assert np.array_equal(patterns(plane[None])[0], UNIFORM[np.array(codes)])


def test_a_histogram_equals_a_loop(plane: np.ndarray) -> None:
    weights, expected = centre_prior(SIDE - 2, SPREAD)[0], np.zeros(BINS)
    for row, bins in enumerate(patterns(plane[None])[0]):
        for column, bin_ in enumerate(bins):
            expected[bin_] += weights[row, column]
    expected = np.sqrt(expected / expected.sum())
    assert pattern_histograms(plane[None], [1])[0] == pytest.approx(expected, abs=1e-5)


def test_a_scale_is_the_histogram_of_the_halved_picture(plane: np.ndarray) -> None:
    coarse = pattern_histograms(plane[None], [1, 0.5])[0, BINS:]
    assert coarse == pytest.approx(0.5 * pattern_histograms(halve(plane[None]), [1])[0], abs=1e-6)


def test_halving_takes_the_mean_of_each_block(plane: np.ndarray) -> None:
    expected = [
        [plane[r : r + 2, c : c + 2].mean() for c in range(0, 12, 2)] for r in range(0, 12, 2)
    ]
    assert halve(plane[None])[0] == pytest.approx(np.array(expected), abs=1e-6)
