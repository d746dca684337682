"""Oriented gradients equal plain loops."""

from math import atan2, hypot, pi, sqrt

import numpy as np
import pytest

from lookalike.encoders.classical.foreground import centre_prior
from lookalike.encoders.classical.hog import BINS, CELL, HALF, gradients, oriented_gradients

SIDE = 16


@pytest.fixture
def image() -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)


def gradient(image: np.ndarray, row: int, column: int) -> tuple[float, float]:
    """(dx, dy) of the channel in which it is longest."""

    def root(r: int, c: int, channel: int) -> float:
        inside = np.clip((r, c), 0, SIDE - 1)
        return sqrt(image[inside[0], inside[1], channel] / 255)

    found = []
    for channel in range(3):
        dx = root(row, column + 1, channel) - root(row, column - 1, channel)
        dy = root(row + 1, column, channel) - root(row - 1, column, channel)
        found.append((dx, dy))
    return max(found, key=lambda step: hypot(*step))


def slow_hog(image: np.ndarray) -> np.ndarray:
    """Each pixel votes for two orientations, in each cell whose middle is near enough."""
    cells = SIDE // CELL
    total, middle = np.zeros((cells, cells, BINS)), centre_prior(SIDE)[0]
    for row in range(SIDE):
        for column in range(SIDE):
            dx, dy = np.multiply(gradient(image, row, column), middle[row, column])
            place = atan2(dy, dx) % pi * BINS / pi
            for bin_, vote in ((int(place), 1 - place % 1), (int(place) + 1, place % 1)):
                for a in range(cells):
                    for b in range(cells):
                        near = reach(row, a) * reach(column, b)
                        total[a, b, bin_ % BINS] += vote * hypot(dx, dy) * near
    return np.sqrt(total / total.sum()).ravel()


def reach(pixel: int, cell: int) -> float:
    """3/4 for the two half cells of the cell itself, 1/4 for one more at each side."""
    half = pixel // HALF - 2 * cell
    return {-1: 0.25, 0: 0.75, 1: 0.75, 2: 0.25}.get(half, 0.0)


def test_gradients_equal_a_loop(image: np.ndarray) -> None:
    dx, dy = gradients(image[None])
    expected = [gradient(image, row, column) for row in range(SIDE) for column in range(SIDE)]
    assert np.stack([dx[0].ravel(), dy[0].ravel()], axis=1) == pytest.approx(
        np.array(expected), abs=1e-5
    )


def test_the_descriptor_equals_a_loop(image: np.ndarray) -> None:
    assert oriented_gradients(image[None])[0] == pytest.approx(slow_hog(image), abs=1e-4)


@pytest.mark.parametrize("left", [0, 255])
def test_a_vertical_edge_votes_for_one_orientation(left: int) -> None:
    edge = np.full((1, SIDE, SIDE, 3), left, np.uint8)
    edge[:, :, SIDE // 2 :] = 255 - left
    votes = oriented_gradients(edge).reshape(-1, BINS)
    assert set(np.flatnonzero(votes.any(axis=0))) == {0}


def test_a_flat_picture_has_no_votes() -> None:
    assert not oriented_gradients(np.full((1, SIDE, SIDE, 3), 90, np.uint8)).any()
