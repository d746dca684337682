"""Colour: how much of each colour the thing pictured has; mostly blind to its backdrop."""

from collections.abc import Sequence

import numpy as np

from lookalike.encoders.colour_space import Colours, oklab
from lookalike.encoders.foreground import foreground
from lookalike.encoders.resize import Squares, describe_squares
from lookalike.types import ImageArray, Vectors

SIDE = 32
REACH = 0.07  # OKLab distance over which a colour counts for its neighbours too


def _palette(count: int) -> Colours:
    """(count, 3) OKLab colours spread evenly over sRGB, each as far as can be from those before."""
    steps = np.linspace(0, 255, 18).round().astype(np.uint8)
    every = oklab(np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, 3))
    chosen = [0]
    nearest = np.full(len(every), np.inf)
    for _ in range(count - 1):
        nearest = np.minimum(nearest, np.linalg.norm(every - every[chosen[-1]], axis=1))
        chosen.append(int(nearest.argmax()))
    return every[chosen]


class ColourEncoder:
    """Soft histogram over even OKLab bins (Swain & Ballard, 1991), weighted to the foreground."""

    name = "colour"
    dim = 64
    size = SIDE
    fingerprint = "colour-1"

    def __init__(self) -> None:
        self._palette = _palette(self.dim)

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        """Return (len(images), dim) float32, every row of length 1."""
        return describe_squares(images, SIDE, self.dim, self._describe)

    def _describe(self, batch: Squares) -> Vectors:
        lab = oklab(batch)
        weights = foreground(lab).reshape(len(batch), 1, -1)
        shares = weights @ self._shares(lab.reshape(len(batch), -1, 3))
        roots: Vectors = np.sqrt(shares[:, 0])
        return roots

    def _shares(self, colours: Colours) -> Vectors:
        """(n, pixels, 3) to (n, pixels, dim): what each bin gets of each pixel; they sum to 1."""
        squared = (
            (colours**2).sum(-1, keepdims=True)
            - 2 * colours @ self._palette.T
            + (self._palette**2).sum(-1)
        )
        near: Vectors = np.exp(-squared / (2 * REACH**2))
        near /= near.sum(axis=-1, keepdims=True)
        return near
