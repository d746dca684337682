"""How typical of a collection a picture is: its distance from the distribution of the others."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lookalike.types import Vectors

RANK = 64  # principal components of a part
FLOOR = 2.0  # share of the mean variance, added to each: shrinks the covariance towards a sphere


@dataclass(frozen=True, eq=False)
class Outline:
    """
    The distribution of one part's vectors: a Gaussian of low rank, isotropic in all other
    directions.
    """

    mean: Vectors
    """(dim,)"""
    basis: Vectors
    """(dim, rank), the principal components, largest first."""
    spread: Vectors
    """(rank + 1,): the variance along each component, then that of all other directions."""

    @cached_property
    def scale(self) -> Vectors:
        """(rank + 1,): 1 / spread."""
        found: Vectors = np.reciprocal(self.spread)
        return found


def outline(vectors: Vectors) -> Outline:
    """Estimate the outline of (n, dim) vectors."""
    mean = vectors.mean(axis=0)
    _, lengths, rows = np.linalg.svd(vectors - mean, full_matrices=False)
    variances = lengths**2 / max(len(vectors) - 1, 1)
    dim, rank = vectors.shape[1], min(RANK, len(variances))
    left = max(dim - rank, 1)
    floor = FLOOR * float(variances.sum()) / dim
    spread = np.append(variances[:rank], variances[rank:].sum() / left) + max(floor, 1e-9)
    return Outline(mean, rows[:rank].T, spread.astype(np.float32))


def typicality(where: Outline, vectors: Vectors) -> NDArray[np.float32]:
    """
    Return (n,) for (n, dim) unit vectors: minus the mean squared Mahalanobis distance, at most 0.

    After Mahalanobis (1936), and Lee et al. (2018), who detect out-of-distribution images by it.
    """
    apart = vectors - where.mean
    along = np.square(apart @ where.basis)
    rest = np.maximum(np.square(apart).sum(axis=1) - along.sum(axis=1), 0)
    squares = along @ where.scale[:-1] + rest * where.scale[-1]
    found: NDArray[np.float32] = (-squares / vectors.shape[1]).astype(np.float32)
    return found
