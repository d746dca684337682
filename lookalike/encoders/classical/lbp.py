"""Local binary patterns, uniform, over a pyramid (Ojala, Pietikäinen & Mäenpää, 2002)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lookalike.encoders.classical.foreground import Plane, centre_prior
from lookalike.types import Vectors

NEIGHBOURS = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))
NOISE = 0.03  # a neighbour must be brighter by more than this: flat areas stay flat


def _uniform_table() -> NDArray[np.intp]:
    """(256,) pattern to bin: 58 patterns with at most two changes, and the rest."""
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1
    changes = (bits != np.roll(bits, 1, axis=1)).sum(axis=1)
    table = np.full(256, 58)
    table[changes <= 2] = np.arange(58)
    return table


UNIFORM = _uniform_table()
BINS = 59
SPREAD = 0.3  # standard deviation of the centre's weight, in sides


def patterns(planes: Plane) -> NDArray[np.intp]:
    """(n, side, side) to (n, side - 2, side - 2) bins of the uniform patterns at radius 1."""
    side = planes.shape[1]
    centre = planes[:, 1:-1, 1:-1] + NOISE
    code = np.zeros(centre.shape, np.uint8)
    is_brighter = np.empty(centre.shape, np.bool_)
    for down, right in reversed(NEIGHBOURS):  # the last becomes the highest bit
        neighbour = planes[:, 1 + down : side - 1 + down, 1 + right : side - 1 + right]
        np.greater(neighbour, centre, out=is_brighter)
        code += code
        code |= is_brighter.view(np.uint8)
    return UNIFORM[code]


def halve(planes: Plane) -> Plane:
    """Mean of each 2 x 2 block."""
    rows = planes[:, ::2] + planes[:, 1::2]
    return (rows[:, :, ::2] + rows[:, :, 1::2]) * np.float32(0.25)


def pattern_histograms(planes: Plane, scales: Sequence[float]) -> Vectors:
    """Return (n, len(scales) * 59): square roots of pattern shares; each scale halves the picture.

    `scales` are the weights of the scales, finest first. The middle has more weight.
    """
    found = []
    for scale in scales:
        found.append(np.sqrt(_histograms(patterns(planes))) * np.float32(scale))
        planes = halve(planes)
    return np.concatenate(found, axis=1)


def _histograms(bins: NDArray[np.intp]) -> Vectors:
    """(n, side, side) bins to (n, 59) shares."""
    n = len(bins)
    weights = centre_prior(bins.shape[1], SPREAD)
    places = bins + np.arange(n)[:, None, None] * BINS
    counts = np.bincount(
        places.ravel(), np.broadcast_to(weights / weights.sum(), bins.shape).ravel(), n * BINS
    )
    return counts.reshape(n, BINS).astype(np.float32)
