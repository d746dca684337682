"""Random parts of an image, the same for a teacher and for its student."""

import numpy as np
import pytest

from lookalike.training.views.crops import WHOLE, cut, draw_crops


def test_chance_draws_what_it_always_drew() -> None:
    """What teachers said of crops is kept, and found again by the numbers drawn."""
    drawn = draw_crops(3, 0.3, np.random.default_rng(7))
    expected = [
        [0.7935393, 0.9294648, -0.20428658, 0.045315813],
        [0.9095334, 1.0, 0.05374974, 0.0],
        [1.0, 0.8245886, 0.0, -0.07773334],
    ]
    assert np.allclose(drawn, expected, rtol=0, atol=1e-7)


@pytest.mark.parametrize("smallest", [0.1, 0.5, 0.9])
def test_crops_lie_inside(smallest: float) -> None:
    across, down, x, y = draw_crops(500, smallest, np.random.default_rng(0)).T
    assert (np.abs(x) + across <= 1 + 1e-6).all()
    assert (np.abs(y) + down <= 1 + 1e-6).all()
    assert (across * down <= 1).all()


def test_the_whole_area_is_the_whole_image() -> None:
    drawn = draw_crops(20, 1.0, np.random.default_rng(0))
    assert np.array_equal(drawn, np.repeat(WHOLE, 20, axis=0))
    image = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)
    assert all(np.array_equal(cut(image, crop), image) for crop in drawn)
