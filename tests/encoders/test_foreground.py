"""The backdrop is what the border reaches without crossing an edge."""

from heapq import heappop, heappush

import numpy as np
import pytest

from lookalike.encoders.classical import foreground as module
from lookalike.encoders.classical.foreground import (
    FREE_STEP,
    Plane,
    backdrop_distance,
    foreground,
    quantile,
)
from lookalike.images.colour_space import oklab
from lookalike.types import ImageArray


def dijkstra(lab: np.ndarray, seeds: list[tuple[int, int]]) -> np.ndarray:
    """(side, side): the cheapest path from any seed, the textbook way."""
    side = len(lab)
    distance = np.full((side, side), np.inf)
    queue = [(0.0, seed) for seed in seeds]
    while queue:
        far, (row, column) = heappop(queue)
        if far >= distance[row, column]:
            continue
        distance[row, column] = far
        for r, c in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            if 0 <= r < side and 0 <= c < side:
                step = np.linalg.norm(lab[r, c] - lab[row, column]) - FREE_STEP
                heappush(queue, (far + max(float(step), 0), (r, c)))
    return distance


def sides(side: int) -> list[list[tuple[int, int]]]:
    """The pixels of the top, bottom, left and right side."""
    along = range(side)
    rows = [[(row, i) for i in along] for row in (0, side - 1)]
    columns = [[(i, column) for i in along] for column in (0, side - 1)]
    return rows + columns


def disc(ground: int = 230, thing: int = 60, centre: tuple[int, int] = (16, 16)) -> ImageArray:
    """(32, 32, 3): a disc of radius 8."""
    row, column = np.mgrid[:32, :32]
    inside = (row - centre[0]) ** 2 + (column - centre[1]) ** 2 <= 64
    return np.where(inside[..., None], thing, ground).repeat(3, axis=2).astype(np.uint8)


def share_of_thing(image: ImageArray, thing: int = 60) -> float:
    weights = foreground(oklab(image[None]))[0]
    return float(weights[image[..., 0] == thing].sum())


def test_distances_equal_dijkstras(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SWEEPS", 40)  # enough for every path to be found
    image = np.random.default_rng(3).integers(0, 256, (1, 9, 9, 3), dtype=np.uint8)
    lab = oklab(image)
    expected = np.sort([dijkstra(lab[0], seeds) for seeds in sides(9)], axis=0)[1]
    assert backdrop_distance(lab)[0] == pytest.approx(expected, abs=1e-4)


def test_weights_sum_to_one() -> None:
    batch = np.stack([disc(), disc(ground=0), disc(60, 60)])
    assert foreground(oklab(batch)).sum(axis=(1, 2)) == pytest.approx(1, abs=1e-5)


def test_a_thing_on_a_plain_ground_takes_nearly_all_the_weight() -> None:
    assert share_of_thing(disc()) > 0.8


def test_a_faint_thing_takes_nearly_all_the_weight() -> None:
    assert share_of_thing(disc(ground=75)) > 0.7


def test_a_thing_that_one_side_cuts_off_is_still_the_thing() -> None:
    assert share_of_thing(disc(centre=(29, 16))) > 0.6


def test_a_shaded_ground_is_still_ground() -> None:
    shade = np.linspace(250, 150, 32).astype(np.uint8)[:, None, None]
    image = np.where(disc() == 60, np.uint8(60), shade)
    assert share_of_thing(image) > 0.8


def test_a_picture_of_one_colour_weighs_its_middle() -> None:
    weights: Plane = foreground(oklab(disc(60, 60)[None]))[0]
    assert weights[16, 16] == pytest.approx(weights.max())


@pytest.mark.parametrize("count", [1, 2, 21, 1024])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.95, 1.0])
def test_the_quantile_is_that_of_numpy_to_the_last_bit(count: int, share: float) -> None:
    values = np.random.default_rng(0).random((50, count), np.float32)
    assert (quantile(values, share) == np.quantile(values, share, axis=1, keepdims=True)).all()
