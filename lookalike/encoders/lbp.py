"""Local binary patterns, uniform, over a pyramid (Ojala, Pietikäinen & Mäenpää, 2002)."""

import numpy as np
from numpy.typing import NDArray

from lookalike.encoders.hog import Plane
from lookalike.types import Vectors

NEIGHBOURS = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))
NOISE = 0.01  # a neighbour must be brighter by more than this: flat areas stay flat


def _uniform_table() -> NDArray[np.intp]:
    """(256,) pattern to bin: 58 patterns with at most two changes, and the rest."""
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1
    changes = (bits != np.roll(bits, 1, axis=1)).sum(axis=1)
    table = np.full(256, 58)
    table[changes <= 2] = np.arange(58)
    return table


UNIFORM = _uniform_table()
BINS = 59


def patterns(planes: Plane) -> NDArray[np.intp]:
    """(n, side, side) to (n, side - 2, side - 2) bins of the uniform patterns at radius 1."""
    side = planes.shape[1]
    centre = planes[:, 1:-1, 1:-1] + NOISE
    code = np.zeros(centre.shape, np.uint8)
    for bit, (down, right) in enumerate(NEIGHBOURS):
        neighbour = planes[:, 1 + down : side - 1 + down, 1 + right : side - 1 + right]
        code |= (neighbour > centre).astype(np.uint8) << np.uint8(bit)
    return UNIFORM[code]


def halve(planes: Plane) -> Plane:
    """Mean of each 2 x 2 block."""
    n, side, _ = planes.shape
    blocks = planes.reshape(n, side // 2, 2, side // 2, 2)
    means: Plane = blocks.mean(axis=(2, 4), dtype=np.float32)
    return means


def pattern_histograms(planes: Plane, levels: int) -> Vectors:
    """(n, levels * 59): square roots of the shares of each pattern, finest level first."""
    found = []
    for _ in range(levels):
        found.append(_histograms(patterns(planes)))
        planes = halve(planes)
    shares: Vectors = np.sqrt(np.concatenate(found, axis=1))
    return shares


def _histograms(bins: NDArray[np.intp]) -> Vectors:
    """(n, h, w) bins to (n, 59) shares."""
    n = len(bins)
    flat = bins.reshape(n, -1)
    rows = np.arange(n)[:, None] * BINS
    counts = np.bincount((flat + rows).ravel(), minlength=n * BINS).reshape(n, BINS)
    return (counts / flat.shape[1]).astype(np.float32)
