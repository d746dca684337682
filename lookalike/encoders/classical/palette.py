"""Histogram bins of the colour encoder: spread evenly over sRGB, with soft edges."""

from importlib.resources import files

import numpy as np

from lookalike.images.colour_space import Colours, oklab
from lookalike.types import ImageArray, Vectors

CHROMA = 2.0  # weight of hue, which separates objects better than light and shade
REACH = 0.07  # distance over which a colour also counts for neighbouring bins
STEPS = 18  # candidate values of each channel for the palette


def stretched(lab: Colours) -> Colours:
    """Stretch the two chroma axes of OKLab by CHROMA."""
    return lab * np.array([1, CHROMA, CHROMA], np.float32)


def choose_palette(count: int) -> ImageArray:
    """(count, 3) sRGB, black first, then each farthest from those before (Gonzalez, 1985)."""
    levels = np.linspace(0, 255, STEPS).round().astype(np.uint8)
    every = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(-1, 3)
    colours, chosen = stretched(oklab(every)), [0]
    nearest = np.full(len(every), np.inf)
    for _ in range(count - 1):
        from_last = np.linalg.norm(colours - colours[chosen[-1]], axis=1)
        nearest = np.minimum(nearest, from_last)
        chosen.append(int(nearest.argmax()))
    return every[chosen]


def load_palette() -> ImageArray:
    """Load the (64, 3) sRGB that is shipped, so that all machines have the same palette."""
    with (files("lookalike.encoders") / "constants" / "palette.npy").open("rb") as file:
        palette: ImageArray = np.load(file)
    return palette


def shares(colours: Colours, palette: Colours, out: Vectors | None = None) -> Vectors:
    """
    (..., 3) and (bins, 3), both stretched, to (..., bins): Gaussian memberships, sum 1.

    `out` is filled and returned, where it is given.
    """
    near: Vectors = np.matmul(2 * colours, palette.T, out=out)
    np.subtract((palette**2).sum(axis=1), near, out=near)  # the distance, but for a constant
    near -= near.min(axis=-1, keepdims=True)  # which cancels in the normalised sum
    near *= -1 / (2 * REACH**2)
    np.exp(near, out=near)
    near /= near.sum(axis=-1, keepdims=True)
    return near
