"""What is usual in a collection: how similar any two items are, and which are typical."""

from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from lookalike.search.blend import Parts, roots
from lookalike.stores.base import Store
from lookalike.types import Vectors, Weights

SAMPLE = 400  # items; stores return them in the order of their ids or of hashes of these
SAME, NEAR = 1.645, 0.674
"""
Standard deviations above the mean similarity of two items, from which they are of one interest, or
may be: the quantiles .95 and .75 of a normal distribution.
"""
TYPICAL = 4  # groups of typical items
ROUNDS = 10


@dataclass(frozen=True)
class Background:
    """A sample of a collection, compared by some weights."""

    rows: Vectors
    """(n, dim), joined parts of length 1."""
    parts: Parts
    weights: Weights

    @cached_property
    def pairs(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The mean similarity of two items by each part, (p,), and the covariance, (p, p)."""
        upper = np.triu_indices(len(self.rows), 1)
        parts = [self.rows[:, where] for where in self.parts.values()]
        found = np.array([(rows @ rows.T)[upper] for rows in parts], np.float64)
        if found.shape[1] < 2:
            return np.zeros(len(parts)), np.zeros((len(parts), len(parts)))
        return found.mean(axis=1), np.cov(found).reshape(len(parts), len(parts))

    @cached_property
    def usual(self) -> dict[str, float]:
        """The mean similarity of two items by each part."""
        return dict(zip(self.parts, self.pairs[0].tolist(), strict=True))

    def levels(self, weights: Weights) -> tuple[float, float]:
        """Similarity from which two items are of one interest, and from which they may be."""
        own = np.array([weights.get(name, 0.0) for name in self.parts])
        mean, covariance = self.pairs
        middle, spread = float(own @ mean), float(np.sqrt(max(0.0, own @ covariance @ own)))
        return middle + SAME * spread, middle + NEAR * spread

    @cached_property
    def typical(self) -> list[tuple[Vectors, float]]:
        """The middles of the groups of the sample, (dim,), and their shares, largest first."""
        if not len(self.rows):
            return []
        scaled = self.rows * roots(self.parts, self.weights)
        group = _groups(scaled, min(TYPICAL, len(scaled)))
        found = [
            (self.rows[group == at].mean(axis=0), float((group == at).mean()))
            for at in np.unique(group)
        ]
        return sorted(found, key=lambda one: -one[1])


def sampled(store: Store, dim: int) -> Vectors:
    """Return (n, dim) vectors of some items, always the same ones of a store."""
    some = islice(store.scan(vectors=True, page=SAMPLE), SAMPLE)
    rows = [record.vector for record in some if record.vector is not None]
    return np.array(rows, np.float32).reshape(len(rows), dim)


def _groups(rows: Vectors, count: int) -> NDArray[np.intp]:
    """Return the group of each row, (n,): k-means (Lloyd, 1957) from rows that are far apart."""
    middles = rows[:1]
    for _ in range(1, count):
        nearest = (rows @ middles.T).max(axis=1)
        middles = np.vstack([middles, rows[np.argmin(nearest)]])
    group = np.zeros(len(rows), np.intp)
    for _ in range(ROUNDS):
        group = (rows @ middles.T).argmax(axis=1)
        means = [
            rows[group == at].mean(axis=0) if (group == at).any() else middles[at]
            for at in range(count)
        ]
        middles = np.array([mean / (np.linalg.norm(mean) or 1.0) for mean in means], np.float32)
    return group
