"""Compare two networks: same neighbours, and no loss of quality."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lookalike.evaluation.metrics import judge, precision_at_k, rank
from lookalike.types import Vectors

NEIGHBOURS = 10
LEAST_AGREEMENT = 0.90
MOST_LOST = 0.01  # of P@5, which alone would hide a bad network: classes are easier than neighbours


@dataclass(frozen=True)
class Agreement:
    """One network's vectors against another's, of the same images, each found among the others."""

    top_10: float
    """Share of an image's ten nearest by the one that are among its ten nearest by the other."""
    precision_at_5: float | None
    """Of the network that is to stand in; None where there are no labels."""
    lost: float
    """By how much that is less than the first network's; below 0 where it is more, 0 without."""

    @property
    def is_enough(self) -> bool:
        """May the network stand in?"""
        return self.top_10 >= LEAST_AGREEMENT and self.lost < MOST_LOST


def agreement(reference: Vectors, other: Vectors, labels: ArrayLike | None) -> Agreement:
    """(n, dim) unit rows of both networks and (n,) labels, if there are any; n is 2 or more."""
    if labels is None:
        return Agreement(top_agreement(reference, other), None, 0.0)
    before, after = precision(reference, labels), precision(other, labels)
    return Agreement(top_agreement(reference, other), after, before - after)


def top_agreement(reference: Vectors, other: Vectors, k: int = NEIGHBOURS) -> float:
    """Mean share of the first k places that two rankings have in common, in any order."""
    k = min(k, len(reference) - 1)
    tops = [rank(v, v, exclude_self=True)[:, :k] for v in (reference, other)]
    shared: Sequence[int] = [len(np.intersect1d(a, b)) for a, b in zip(*tops, strict=True)]
    return float(np.mean(shared)) / k


def precision(vectors: Vectors, labels: ArrayLike) -> float:
    """P@5, each image among the others; 0 where no two have the same label."""
    judgement = judge(rank(vectors, vectors, exclude_self=True), labels, labels, exclude_self=True)
    found = precision_at_k(judgement, 5)
    return float(found.mean()) if len(found) else 0.0
