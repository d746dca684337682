"""Fit the weights of the parts so that items of the same label rank first."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, permutations

import numpy as np
from numpy.typing import NDArray

from lookalike.types import Vectors

K = 5
UNITS = 10  # the coarse grid divides the total weight into this many units
STEPS = (0.05, 0.025)  # then these are moved from part to part, as long as it helps


def part_similarities(
    queries: Vectors, gallery: Vectors, parts: Sequence[slice]
) -> NDArray[np.float32]:
    """Return (parts, queries, gallery): cosines of each part; their weighted sum is the score."""
    return np.stack([queries[:, place] @ gallery[:, place].T for place in parts])


def precisions(
    similarities: NDArray[np.float32],
    weights: Sequence[float],
    relevant: NDArray[np.bool_],
    itself: NDArray[np.intp],
) -> NDArray[np.float64]:
    """
    Return (queries,) precision@5 with these weights.

    `relevant` is (queries, gallery); `itself` (queries,) is the row of each query in the gallery,
    which is left out of its ranking.
    """
    scores = np.tensordot(np.asarray(weights, np.float32), similarities, axes=1)
    scores[np.arange(len(scores)), itself] = -np.inf
    k = min(K, scores.shape[1] - 1)
    first = np.argpartition(-scores, k - 1, axis=1)[:, :k]
    found: NDArray[np.float64] = np.take_along_axis(relevant, first, axis=1).mean(axis=1)
    return found


def best_weights(
    similarities: NDArray[np.float32],
    relevant: NDArray[np.bool_],
    itself: NDArray[np.intp],
    start: Sequence[float],
) -> tuple[float, ...]:
    """Return the weights (sum 1) of the highest mean precision@5, or `start` if none is higher."""

    def mean(weights: Sequence[float]) -> float:
        return float(precisions(similarities, weights, relevant, itself).mean())

    best = tuple(start)
    reached = mean(best)
    for weights in _divisions(len(best), UNITS):
        if (value := mean(weights)) > reached:
            best, reached = weights, value
    for step in STEPS:
        while better := [(v, w) for w in _moved(best, step) if (v := mean(w)) > reached]:
            reached, best = max(better)
    return best


def _divisions(parts: int, units: int) -> Iterator[tuple[float, ...]]:
    """Yield every way to divide 1 among the parts in this many units."""
    for bars in combinations(range(units + parts - 1), parts - 1):
        ends = (-1, *bars, units + parts - 1)
        yield tuple((b - a - 1) / units for a, b in pairwise(ends))


def _moved(weights: tuple[float, ...], step: float) -> Iterator[tuple[float, ...]]:
    """Yield every way to move this much from one part to another."""
    for giver, taker in permutations(range(len(weights)), 2):
        amount = min(step, weights[giver])
        if amount > 0:
            moved = list(weights)
            moved[giver] -= amount
            moved[taker] += amount
            yield tuple(moved)
