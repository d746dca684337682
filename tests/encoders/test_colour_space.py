"""OKLab equals its author's figures."""

import numpy as np
import pytest

from lookalike.images.colour_space import oklab


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [  # as computed by the reference code of bottosson.github.io/posts/oklab, and by CSS Color 4
        ((255, 255, 255), (1.0, 0.0, 0.0)),
        ((0, 0, 0), (0.0, 0.0, 0.0)),
        ((255, 0, 0), (0.62796, 0.22486, 0.12585)),
        ((0, 255, 0), (0.86644, -0.23389, 0.17950)),
        ((0, 0, 255), (0.45201, -0.03246, -0.31153)),
    ],
)
def test_the_primaries_lie_where_ottosson_puts_them(
    rgb: tuple[int, int, int], lab: tuple[float, float, float]
) -> None:
    assert oklab(np.array(rgb, np.uint8)) == pytest.approx(lab, abs=2e-4)


def test_greys_have_no_chroma() -> None:
    greys = np.arange(256, dtype=np.uint8)[:, None].repeat(3, axis=1)
    assert np.abs(oklab(greys)[:, 1:]).max() < 1e-3


def test_an_image_keeps_its_shape() -> None:
    assert oklab(np.zeros((4, 5, 3), np.uint8)).shape == (4, 5, 3)
