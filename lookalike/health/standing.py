"""Outliers, which nothing is like, and hubs, which are like too many (Radovanović et al., 2010)."""

import numpy as np
from numpy.typing import NDArray

from lookalike.health.neighbours import Neighbours

CLOSE = 5  # nearest items whose mean similarity says how alone an item is
FAR = 2.8  # robust standard deviations below the median from which an item is an outlier:
# of 5 strangers among clothes all, and of the clothes 2 of 1,000 (benchmarks/health.py)
FIRST = 10  # nearest items among which hubs are counted
CROWDING = 5.0  # times as often as the average item that a hub is among them
FEWEST = 30  # items: of fewer, neither can be told


def outliers(neighbours: Neighbours) -> list[tuple[int, float]]:
    """
    Return (row, mean similarity of the nearest) of the outliers, the most alone first.

    The scale is the median of the distances to the median, times 1.4826 (Rousseeuw & Croux, 1993).
    """
    if len(neighbours.rows) < FEWEST:
        return []
    mean = neighbours.scores[:, :CLOSE].mean(axis=1)
    middle = float(np.median(mean))
    spread = 1.4826 * float(np.median(np.abs(mean - middle)))
    alone = np.flatnonzero(mean < middle - FAR * max(spread, 1e-6))
    return [(int(row), float(mean[row])) for row in alone[np.argsort(mean[alone], kind="stable")]]


def hubs(neighbours: Neighbours) -> list[tuple[int, int]]:
    """Return (row, number of items that have it among their first ten), the most crowding first."""
    count = len(neighbours.rows)
    if count < FEWEST:
        return []
    occurs = occurrences(neighbours)
    usual = FIRST * count / len(neighbours.gallery)
    found = np.flatnonzero(occurs >= CROWDING * usual)
    return [
        (int(row), int(occurs[row])) for row in found[np.argsort(-occurs[found], kind="stable")]
    ]


def occurrences(neighbours: Neighbours) -> NDArray[np.intp]:
    """(n,): of how many items each is among the first ten."""
    near = neighbours.rows[:, :FIRST].ravel()
    return np.bincount(near[near >= 0], minlength=len(neighbours.rows))
