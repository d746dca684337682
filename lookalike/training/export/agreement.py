"""Compare two networks: same neighbours, and no loss of quality."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lookalike.evaluation.metrics import judge, precision_at_k, rank
from lookalike.types import Vectors

NEIGHBOURS = 10
LEAST_AGREEMENT = 0.90
MOST_LOST = 0.01  # of P@5, which is not enough alone: classes are easier than neighbours


@dataclass(frozen=True)
class Agreement:
    """Agreement of two networks on the same images (leave-one-out)."""

    top_10: float
    """Mean share of the ten nearest images that both networks have in common."""
    precision_at_5: float | None
    """P@5 of the second network; None without labels."""
    lost: float
    """P@5 of the first network minus that of the second; 0 without labels."""

    @property
    def is_enough(self) -> bool:
        """Whether the second network may replace the first."""
        return self.top_10 >= LEAST_AGREEMENT and self.lost < MOST_LOST


def agreement(reference: Vectors, other: Vectors, labels: ArrayLike | None) -> Agreement:
    """Compare (n, dim) unit rows of both networks; (n,) labels if there are any; n at least 2."""
    if labels is None:
        return Agreement(top_agreement(reference, other), None, 0.0)
    before, after = precision(reference, labels), precision(other, labels)
    return Agreement(top_agreement(reference, other), after, before - after)


def top_agreement(reference: Vectors, other: Vectors, k: int = NEIGHBOURS) -> float:
    """Return the mean share of the first k items that two rankings have in common."""
    k = min(k, len(reference) - 1)
    tops = [rank(v, v, exclude_self=True)[:, :k] for v in (reference, other)]
    shared: Sequence[int] = [len(np.intersect1d(a, b)) for a, b in zip(*tops, strict=True)]
    return float(np.mean(shared)) / k


def precision(vectors: Vectors, labels: ArrayLike) -> float:
    """Return P@5 by leave-one-out; 0 if no two images have the same label."""
    judgement = judge(rank(vectors, vectors, exclude_self=True), labels, labels, exclude_self=True)
    found = precision_at_k(judgement, 5)
    return float(found.mean()) if len(found) else 0.0
