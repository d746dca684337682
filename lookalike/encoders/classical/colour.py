"""Colour encoder: a colour histogram of the object, without its background."""

from collections.abc import Sequence

import numpy as np

from lookalike.encoders.base import unit_rows
from lookalike.encoders.classical.foreground import foreground
from lookalike.encoders.classical.palette import load_palette, shares, stretched
from lookalike.encoders.resize import Squares, describe_squares, squares
from lookalike.images.colour_space import oklab
from lookalike.types import Colour, ImageArray, Vectors

BORDER = 2  # pixels at each side that show the background's colours
DISCOUNT = 0.5  # how strongly those colours are discounted as background


class ColourEncoder:
    """Soft histogram of OKLab colours (Swain & Ballard, 1991), weighted to the foreground.

    Colours that appear at three sides of the picture are discounted by a ratio of histograms, the
    inverse of the paper's back-projection. With square roots of the bins, the inner product is the
    Bhattacharyya coefficient.
    """

    name = "colour"
    size = 32
    fingerprint = "colour-1"

    def __init__(self) -> None:
        self._palette = stretched(oklab(load_palette()))
        self.dim = len(self._palette)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}: {self.dim} values>"

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        """Return (len(images), dim) float32, every row of length 1."""
        return describe_squares(images, self.size, self.dim, self._describe)

    def encode_colour(self, colour: Colour) -> Vectors:
        """Return (dim,) of length 1: the histogram of a picture of this colour only."""
        lab = oklab(np.array([colour], np.uint8))
        vector: Vectors = unit_rows(np.sqrt(shares(stretched(lab), self._palette)))[0]
        return vector

    def palette(self, image: ImageArray) -> tuple[Vectors, Vectors]:
        """
        Return the (dim,) shares of the bins, which are the squares of `encode` and sum to 1, and
        the (dim, 3) mean sRGB of each bin's pixels, 0 to 255.
        """
        batch = squares([image], self.size)
        lab = oklab(batch)
        bins = shares(stretched(lab[0]), self._palette).reshape(-1, self.dim)
        mass = foreground(lab)[0].reshape(-1, 1) * bins
        means: Vectors = mass.T @ batch[0].reshape(-1, 3).astype(np.float32)
        means /= np.maximum(mass.sum(axis=0), 1e-12)[:, None]
        return self.encode([image])[0] ** 2, means

    def _describe(self, batch: Squares) -> Vectors:
        lab = oklab(batch)
        weights, stretch = foreground(lab), stretched(lab)
        thing, behind = np.empty((2, len(batch), self.dim), np.float32)
        bins = np.empty((*batch.shape[1:3], self.dim), np.float32)  # of one image: fits the cache
        for at in range(len(batch)):
            shares(stretch[at], self._palette, out=bins)
            thing[at] = weights[at].reshape(1, -1) @ bins.reshape(-1, self.dim)
            behind[at] = backdrop(bins)
        roots: Vectors = np.sqrt(thing * (thing / (thing + DISCOUNT * behind + 1e-6)))
        return roots


def backdrop(bins: Vectors) -> Vectors:
    """(side, side, dim) to (dim,): how much of each colour at least three sides show."""
    top, bottom = bins[:BORDER], bins[-BORDER:]
    left, right = bins[:, :BORDER], bins[:, -BORDER:]
    sides = np.stack([strip.mean(axis=(0, 1)) for strip in (top, bottom, left, right)])
    third: Vectors = np.partition(sides, 1, axis=0)[1]
    return third
