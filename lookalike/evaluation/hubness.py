"""Find hubs: items among the nearest of too many queries (Radovanović et al., 2010)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Hubness:
    """How unevenly the items of the gallery are found."""

    k: int
    skewness: float
    """Of the k-occurrence; 0 is even, above about 1 a few items crowd out the others."""
    never_found: float
    """Share of the gallery that is among the first k of no query."""
    occurrences: NDArray[np.int64]
    """(gallery,) number of queries that have the item among their first k."""


def hubness(nearest: NDArray[np.int64], gallery: int) -> Hubness:
    """Compute hubness from the (queries, k) nearest rows of a gallery of this size."""
    occurrences = np.bincount(nearest.ravel(), minlength=gallery).astype(np.int64)
    never = float(np.mean(occurrences == 0))
    return Hubness(nearest.shape[1], skewness(occurrences), never, occurrences)


def skewness(values: NDArray[np.int64]) -> float:
    """Return the third standardised moment of a population; 0 if all values are equal."""
    away = values - values.mean()
    spread = float(np.sqrt(np.mean(away**2)))
    return float(np.mean(away**3)) / spread**3 if spread else 0.0
