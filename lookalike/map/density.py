"""Find the clusters of a plane as the hills of its density (mode seeking; Cheng, 1995)."""

import numpy as np
from numpy.typing import NDArray

from lookalike.map.result import NO_CLUSTER, Positions

CELLS = 160  # cells of the grid along each axis
SADDLE = 0.8  # share of the lower peak: hills with a higher valley between them are joined
WIDTH = 0.4  # times Scott's rule for one Gaussian, since a map has many
MOST = 60  # most clusters
FEWEST = 4  # fewest items of a cluster
SHARE, ENOUGH = 0.005, 40  # a cluster has at least this share of all items, or ENOUGH

Grid = NDArray[np.float64]


def clusters_of(positions: Positions) -> NDArray[np.int32]:
    """
    Return the cluster of each of (n, 2) positions; 0 is the largest.

    Items of hills that are too small get NO_CLUSTER.
    """
    if not len(positions):
        return np.empty(0, np.int32)
    low = positions.min(axis=0)
    size = max(float((positions.max(axis=0) - low).max()), 1e-9)
    cells = np.minimum(((positions - low) / size * (CELLS - 1)).round().astype(int), CELLS - 1)
    heights = np.zeros((CELLS, CELLS))
    np.add.at(heights, (cells[:, 0], cells[:, 1]), 1.0)
    spread = float(positions.std(axis=0).mean()) * len(positions) ** (-1 / 6)
    hills = _hills(_smoothed(heights, WIDTH * spread / size * (CELLS - 1)))
    return _numbered(hills[cells[:, 0], cells[:, 1]])


def _smoothed(grid: Grid, sigma: float) -> Grid:
    """Blur by a Gaussian of `sigma` cells."""
    reach = int(np.ceil(3 * max(sigma, 0.5)))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / max(sigma, 0.5)) ** 2)
    kernel /= kernel.sum()
    for _ in range(2):
        padded = np.pad(grid, ((reach, reach), (0, 0)))
        shifted = (k * padded[i : i + CELLS] for i, k in enumerate(kernel))
        grid = np.sum(np.stack(list(shifted)), axis=0).T
    return grid


def _hills(heights: Grid) -> NDArray[np.int64]:
    """Return for each cell the index of the peak that steepest ascent leads to."""
    flat, index = heights.ravel(), np.arange(heights.size).reshape(heights.shape)
    around = np.pad(heights, 1, constant_values=-1.0)
    numbers = np.pad(index, 1)
    best, up = heights.copy(), index.copy()
    for dx, dy in _AROUND:
        there = slice(1 + dx, 1 + dx + CELLS), slice(1 + dy, 1 + dy + CELLS)
        higher = around[there] > best
        best[higher], up[higher] = around[there][higher], numbers[there][higher]
    to = up.ravel()
    while (further := to[to]).tobytes() != to.tobytes():
        to = further
    return _joined(flat, to).reshape(heights.shape)


_AROUND = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if (dx, dy) != (0, 0)]


def _joined(heights: Grid, peaks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Join hills with a shallow valley between them, the shallowest valley first."""
    grid = np.arange(heights.size).reshape(CELLS, CELLS)
    pairs = np.concatenate(
        [
            np.stack([grid[:-1].ravel(), grid[1:].ravel()], axis=1),
            np.stack([grid[:, :-1].ravel(), grid[:, 1:].ravel()], axis=1),
        ]
    )
    pairs = pairs[peaks[pairs[:, 0]] != peaks[pairs[:, 1]]]
    saddles = heights[pairs].min(axis=1)
    owner = {int(peak): int(peak) for peak in np.unique(peaks)}

    def top(peak: int) -> int:
        while owner[peak] != peak:
            peak = owner[peak]
        return peak

    for row in np.argsort(-saddles, kind="stable"):
        one, other = (top(int(peaks[cell])) for cell in pairs[row])
        low, high = sorted((one, other), key=lambda peak: (heights[peak], peak))
        if low != high and saddles[row] > SADDLE * heights[low]:
            owner[low] = high
    found, which = np.unique(peaks, return_inverse=True)
    return np.array([top(int(peak)) for peak in found])[which]


def _numbered(hills: NDArray[np.int64]) -> NDArray[np.int32]:
    names, which, counts = np.unique(hills, return_inverse=True, return_counts=True)
    least = max(FEWEST, min(round(SHARE * len(hills)), ENOUGH))
    order = np.lexsort((names, -counts))
    kept = [hill for hill in order if counts[hill] >= least][:MOST]
    numbers = np.full(len(names), NO_CLUSTER, np.int32)
    numbers[kept] = np.arange(len(kept))
    return numbers[which]
