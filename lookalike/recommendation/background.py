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
SAME, NEAR = 0.95, 0.75
"""Quantiles of the similarity of two items: from which they are of one interest, or may be."""
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
    def levels(self) -> tuple[float, float]:
        """Similarity from which two items are of one interest, and from which they may be."""
        scaled = self.rows * roots(self.parts, self.weights)
        pairs = (scaled @ scaled.T)[np.triu_indices(len(scaled), 1)]
        if not len(pairs):
            return 0.0, 0.0
        same, near = np.quantile(pairs, [SAME, NEAR]).tolist()
        return same, near

    @cached_property
    def usual(self) -> dict[str, float]:
        """The mean similarity of two items by each part."""
        count = len(self.rows)
        pairs = count * (count - 1) or 1
        sums = {name: self.rows[:, where].sum(axis=0) for name, where in self.parts.items()}
        return {name: (float(total @ total) - count) / pairs for name, total in sums.items()}

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
