"""
Find outliers, to which nothing is similar, and hubs, which are similar to too many items
(Radovanović et al., 2010).
"""

import numpy as np
from numpy.typing import NDArray

from lookalike.health.neighbours import Neighbours

CLOSE = 5  # nearest items whose mean similarity says how isolated an item is
FAR = 2.8  # robust standard deviations below the median from which an item is an outlier:
# finds all of 5 foreign pictures among clothes, and 2 of 1,000 clothes (benchmarks/health.py)
FIRST = 10  # nearest items among which hubs are counted
CROWDING = 5.0  # times the average number of such lists from which an item is a hub
FEWEST = 30  # with fewer items, neither can be told


def outliers(neighbours: Neighbours) -> list[tuple[int, float]]:
    """
    Return (row, mean similarity of the nearest) of the outliers, the most isolated first.

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
    """
    Return (row, number of items among whose first ten it is) of the hubs, the most frequent first.
    """
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
    """Return (n,): among the first ten of how many items each item is."""
    near = neighbours.rows[:, :FIRST].ravel()
    return np.bincount(near[near >= 0], minlength=len(neighbours.rows))
