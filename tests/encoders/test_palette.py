"""The palette is even, and a colour's memberships are soft."""

import numpy as np
import pytest

from lookalike.encoders.classical.palette import (
    REACH,
    choose_palette,
    load_palette,
    shares,
    stretched,
)
from lookalike.images.colour_space import oklab


def test_the_shipped_palette_is_the_one_that_is_made() -> None:
    shipped = load_palette()
    assert np.array_equal(shipped, choose_palette(len(shipped)))


def test_no_two_colours_of_it_are_near() -> None:
    colours = stretched(oklab(load_palette()))
    apart = np.linalg.norm(colours[:, None] - colours[None], axis=2)
    assert apart[~np.eye(len(colours), dtype=bool)].min() > 2 * REACH


def test_memberships_equal_the_gaussians_of_a_loop() -> None:
    palette = stretched(oklab(load_palette()))
    colour = stretched(oklab(np.array([200, 90, 30], np.uint8)))
    near = [np.exp(-np.sum((colour - bin_) ** 2) / (2 * REACH**2)) for bin_ in palette]
    assert shares(colour[None], palette)[0] == pytest.approx(np.array(near) / sum(near), abs=1e-5)


def test_memberships_sum_to_one() -> None:
    every = np.stack(np.meshgrid(*[np.arange(0, 256, 51, dtype=np.uint8)] * 3), axis=-1)
    found = shares(stretched(oklab(every)), stretched(oklab(load_palette())))
    assert found.sum(axis=-1) == pytest.approx(1, abs=1e-5)
